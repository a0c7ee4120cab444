/** The reason for refusing the answer of an authenticator, for metrics and tests. Clients learn only that it was refused. */
export type RefusalReason =
  | 'encoding'
  | 'client_data'
  | 'challenge'
  | 'origin'
  | 'cross_origin'
  | 'attestation_object'
  | 'authenticator_data'
  | 'credential_id'
  | 'user_handle'
  | 'attestation_format'
  | 'attestation_missing'
  | 'attestation_chain'
  | 'attestation_model'
  | 'public_key'
  | 'algorithm'
  | 'backup_flags'
  | 'verification';

/** The answer of an authenticator is not acceptable. */
export class WebAuthnRefused extends Error {
  override readonly name = 'WebAuthnRefused';
  constructor(readonly reason: RefusalReason) {
    super(`The answer of the authenticator was refused: ${reason}.`);
  }
}

/**
 * Runs a check of bytes that a stranger has chosen. Parsers throw errors of many kinds for these, and none is a fault of
 * the service.
 *
 * @throws WebAuthnRefused the check has thrown; a refusal keeps its own reason
 */
export async function refusing<Result>(
  reason: RefusalReason,
  check: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await check();
  } catch (error) {
    throw error instanceof WebAuthnRefused ? error : new WebAuthnRefused(reason);
  }
}
