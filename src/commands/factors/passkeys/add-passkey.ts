import { z } from 'zod';
import { isCleanText, isVisibleText } from '../../../domain/clean-text.js';
import { DomainError } from '../../../domain/domain-error.js';
import { deriveId, factorIdSchema } from '../../../domain/ids.js';
import type { SessionId } from '../../../domain/ids.js';
import { requireRegistered } from '../../../domain/user/decisions.js';
import { passkeysOf } from '../../../domain/user/factors/factors.js';
import { credentialKind, FactorExists } from '../../../domain/user/factors/passkey.js';
import type { CredentialKind, Passkey } from '../../../domain/user/factors/passkey.js';
import { userAt } from '../../../domain/user/user.js';
import type { Cause } from '../../../eventstore/codec.js';
import type { Position } from '../../../eventstore/port.js';
import { ModelRefused, requireAllowedModel } from '../../../security/webauthn/attested-model.js';
import { registrationCredential } from '../../../security/webauthn/encoding/credential-schemas.js';
import type { RegistrationCredential } from '../../../security/webauthn/encoding/credential-schemas.js';
import { providerName } from '../../../security/webauthn/provider-names.js';
import { verifyRegistration } from '../../../security/webauthn/registration.js';
import type { Registration } from '../../../security/webauthn/registration.js';
import { WebAuthnRefused } from '../../../security/webauthn/refusal.js';
import type { CommandDependencies } from '../../dependencies.js';
import { load } from '../../handle.js';
import { replaceSession } from '../../steps/replace-session.js';
import type { SessionGrant } from '../../steps/session-grant.js';
import { admitEnroller } from '../enroller.js';
import type { Enroller, EnrolmentCaller } from '../enroller.js';
import { firstCodesOf, newCodes } from '../recovery-codes/new-codes.js';
import { addPasskeyInSession, addPasskeyInSignIn } from './add-verified-passkey.js';
import { additionScope } from './new-passkey-options.js';

/** The authenticator's answer was refused, or its credential does not satisfy the rules of the service. */
export class PasskeyRefused extends DomainError {
  readonly code = 'passkey_refused';
}

/** The authenticator is sound, and of a model that the service does not accept. */
export class AuthenticatorRefused extends DomainError {
  readonly code = 'authenticator_refused';
}

export const addPasskeyInput = z.strictObject({
  credential: registrationCredential,
  name: z.string().trim().max(64).refine(isVisibleText).refine(isCleanText).optional(),
});

/** A credential that was added. */
export interface AddedPasskey {
  readonly passkey: Passkey;
  /** Recovery codes that came with a first security key, in plain text. */
  readonly recoveryCodes: readonly string[] | null;
  /** Session of a sign-in that owed the enrolment. */
  readonly session: SessionGrant | null;
  readonly position: Position | null;
}

/** Namespace of the factors that challenges name. */
const FACTORS = '9b1c7e52-3d84-4f06-a8e9-5c2d7f41b630';
const DEFAULT_NAMES: Readonly<Record<CredentialKind, string>> = {
  passkey: 'Passkey',
  security_key: 'Security key',
};

/**
 * Adds a credential to the account of a caller. The factor is named after the challenge, so that no answer adds a second one.
 * In a sign-in that owes an enrolment, it ends all others and starts the session.
 *
 * @param presented session of the caller, which a new one replaces (OWASP ASVS 7.2.4)
 * @throws PasskeyRefused the answer of the authenticator is not acceptable
 * @throws AuthenticatorRefused
 * @throws SessionOver, ReauthenticationRequired, InvalidMfaToken, SetUpLinkRequired
 * @throws FactorExists the credential is registered, with this account or another one
 * @throws FactorLimit
 */
export async function addPasskey(
  dependencies: CommandDependencies,
  caller: EnrolmentCaller,
  { credential, name }: z.output<typeof addPasskeyInput>,
  cause: Cause,
  presented: { readonly sessionId: SessionId } | null = null,
): Promise<AddedPasskey> {
  const { log, webauthn } = dependencies;
  const enroller = await admitEnroller(dependencies, caller, cause);
  const { account } = enroller;
  const { kind, registration } = await verify(webauthn, enroller, credential, cause.now);
  const id = deriveId(factorIdSchema, registration.challenge, FACTORS);
  const added = {
    ...registration,
    id,
    kind,
    claim: webauthn.credentialClaimStream(registration.credentialId),
    name: name ?? providerName(registration.aaguid) ?? DEFAULT_NAMES[kind],
    rpId: webauthn.relyingParty.id,
    userHandle: webauthn.userHandle(account.id),
  };
  const codes = newCodes(dependencies, account.id, firstCodesOf(id));
  const addition = { added, codes: codes.digested };
  const result = await add(dependencies, enroller, addition, presented, cause);
  const current = requireRegistered((await load(log, userAt(account.id))).state);
  const passkey = passkeysOf(current, added.rpId).find((one) => one.id === id);
  if (passkey === undefined) throw new FactorExists();
  webauthn.count('add', 'accepted');
  const isFirst = current.recoveryCodes?.setId === codes.digested.setId;
  return { ...result, passkey, recoveryCodes: isFirst ? codes.plain : null };
}

async function add(
  dependencies: CommandDependencies,
  enroller: Enroller,
  addition: Parameters<typeof addPasskeyInSession>[2],
  presented: { readonly sessionId: SessionId } | null,
  cause: Cause,
): Promise<Pick<AddedPasskey, 'session' | 'position'>> {
  const { account, pending, sessionId } = enroller;
  if (pending === null) {
    const current = { userId: account.id, sessionId };
    return { session: null, position: await addPasskeyInSession(dependencies, current, addition, cause) };
  }
  const grant = await addPasskeyInSignIn(dependencies, { account, pending }, addition, cause);
  const session = await replaceSession(dependencies, grant, presented, cause);
  return { session, position: session.position };
}

/** Verifies the answer to a challenge for either kind. The challenge tells which one the user has asked for. */
async function verify(
  { relyingParty, allowedModels, challenges, count }: CommandDependencies['webauthn'],
  enroller: Enroller,
  credential: RegistrationCredential,
  now: Date,
): Promise<{ readonly kind: CredentialKind; readonly registration: Registration }> {
  const kindOf = (challenge: string) =>
    credentialKind.options.find((kind) => challenges.accepts(additionScope(kind, enroller), challenge, now));
  try {
    const registration = await verifyRegistration(credential, {
      relyingParty,
      acceptsChallenge: (challenge) => kindOf(challenge) !== undefined,
      // Only a passkey must verify its owner, and the challenge tells the kind.
      requireUserVerification: false,
    });
    const kind = kindOf(registration.challenge) ?? 'passkey';
    if (kind === 'passkey' && !registration.userVerified) throw new WebAuthnRefused('verification');
    if (allowedModels === null) return { kind, registration };
    requireAllowedModel(allowedModels, registration, now);
    return { kind, registration: { ...registration, attestation: 'verified' } };
  } catch (error) {
    if (!(error instanceof WebAuthnRefused)) throw error;
    count('add', error.reason);
    throw error instanceof ModelRefused ? new AuthenticatorRefused() : new PasskeyRefused();
  }
}
