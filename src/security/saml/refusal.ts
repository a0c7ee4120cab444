/** The reasons for refusing a SAML message, and the share of them that a client may learn. */
const REASONS = {
  size: 'too_large',
  encoding: 'malformed',
  markup: 'malformed',
  structure: 'malformed',
  syntax: 'malformed',
  query: 'malformed',
  root: 'untrustworthy',
  namespace: 'untrustworthy',
  identifier: 'untrustworthy',
  assertion_count: 'untrustworthy',
  encrypted: 'untrustworthy',
  signature_missing: 'untrustworthy',
  signature_place: 'untrustworthy',
  signature_form: 'untrustworthy',
  algorithm: 'untrustworthy',
  signature: 'untrustworthy',
  version: 'untrustworthy',
  status: 'untrustworthy',
  issuer: 'untrustworthy',
  destination: 'untrustworthy',
  in_response_to: 'untrustworthy',
  issue_instant: 'untrustworthy',
  conditions: 'untrustworthy',
  audience: 'untrustworthy',
  confirmation: 'untrustworthy',
  validity: 'untrustworthy',
  name_id: 'untrustworthy',
  statement: 'untrustworthy',
  attributes: 'untrustworthy',
  replay: 'untrustworthy',
} as const satisfies Record<string, 'too_large' | 'malformed' | 'untrustworthy'>;

/** The reason for refusing a SAML message, for logs, metrics and tests. Clients learn only its kind. */
export type SamlRefusalReason = keyof typeof REASONS;
export type SamlRefusalKind = (typeof REASONS)[SamlRefusalReason];

/** A message of an identity provider is not acceptable. */
export class SamlRefused extends Error {
  override readonly name = 'SamlRefused';
  readonly kind: SamlRefusalKind;
  constructor(readonly reason: SamlRefusalReason) {
    super(`The SAML message was refused: ${reason}.`);
    this.kind = REASONS[reason];
  }
}

/**
 * Requires a condition of a message.
 *
 * @throws SamlRefused the condition is false
 */
export function demand(condition: boolean, reason: SamlRefusalReason): asserts condition {
  if (!condition) throw new SamlRefused(reason);
}
