import { z } from 'zod';
import { claimAt } from '../../domain/claim/claim.js';
import { claimAgain } from '../../domain/claim/decisions.js';
import { isCleanText, isVisibleText } from '../../domain/clean-text.js';
import { DomainError } from '../../domain/domain-error.js';
import { deriveId, factorIdSchema } from '../../domain/ids.js';
import type { SessionId, UserId } from '../../domain/ids.js';
import { addPasskey as decide, isFirstFactor } from '../../domain/policies/add-passkey.js';
import { requireActive, requireRecentAuthentication } from '../../domain/policies/active-session.js';
import { sessionAt } from '../../domain/session/session.js';
import { requireRegistered } from '../../domain/user/decisions.js';
import { passkeysOf } from '../../domain/user/factors/factors.js';
import { credentialKind, FactorExists } from '../../domain/user/factors/passkey.js';
import type { CredentialKind, Passkey } from '../../domain/user/factors/passkey.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { ChallengeScope } from '../../security/webauthn/challenge.js';
import { registrationCredential } from '../../security/webauthn/encoding/credential-schemas.js';
import type { RegistrationCredential } from '../../security/webauthn/encoding/credential-schemas.js';
import { creationOptions } from '../../security/webauthn/options.js';
import { providerName } from '../../security/webauthn/provider-names.js';
import { verifyRegistration } from '../../security/webauthn/registration.js';
import type { Registration } from '../../security/webauthn/registration.js';
import { WebAuthnRefused } from '../../security/webauthn/refusal.js';
import { possessionOf } from '../authentication/methods/passkey.js';
import type { Proof } from '../authentication/methods/proof.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle, load } from '../handle.js';
import { requireRecentSession } from '../steps/require-recent-session.js';
import { firstCodesOf, newCodes } from './recovery-codes/new-codes.js';
import { raised } from './raised-session.js';

/** The authenticator's answer was refused, or its credential does not satisfy the rules of the service. */
export class PasskeyRefused extends DomainError {
  readonly code = 'passkey_refused';
}

export const passkeyOptionsInput = z.strictObject({ kind: credentialKind });
export const addPasskeyInput = z.strictObject({
  credential: registrationCredential,
  name: z.string().trim().max(64).refine(isVisibleText).refine(isCleanText).optional(),
});

/** A credential that was added. */
export interface AddedPasskey {
  readonly passkey: Passkey;
  /** Recovery codes that came with a first security key, in plain text. */
  readonly recoveryCodes: readonly string[] | null;
  readonly position: Position | null;
}

type Caller = { readonly userId: UserId; readonly sessionId: SessionId };
type Dependencies = Pick<CommandDependencies, 'log' | 'webauthn'>;

/** Namespace of the factors that challenges name. */
const FACTORS = '9b1c7e52-3d84-4f06-a8e9-5c2d7f41b630';
const DEFAULT_NAMES: Readonly<Record<CredentialKind, string>> = {
  passkey: 'Passkey',
  security_key: 'Security key',
};

/**
 * Returns the options to create a credential for the account of a signed-in user. They exclude the credentials that the
 * account has, of both kinds.
 *
 * @throws SessionOver, ReauthenticationRequired
 */
export async function newPasskeyOptions(
  { log, webauthn }: Dependencies,
  caller: Caller,
  kind: CredentialKind,
  now: Date,
) {
  const [{ state: user }, { state: session }] = await Promise.all([
    load(log, userAt(caller.userId)),
    load(log, sessionAt(caller.sessionId)),
  ]);
  requireRecentAuthentication(user, session, now, webauthn.relyingParty.id);
  const account = requireRegistered(user);
  const { relyingParty, challenges, userHandle } = webauthn;
  return creationOptions({
    kind,
    challenge: challenges.issue(scopeOf(kind, caller), now),
    relyingParty,
    user: { handle: userHandle(account.id), name: account.username },
    existing: passkeysOf(account, relyingParty.id),
  });
}

/**
 * Adds a credential to the account of a signed-in user. The factor is named after the challenge, so that no answer adds a
 * second one. A first factor raises the session. A first security key also ends all others, and comes with recovery codes.
 *
 * @throws PasskeyRefused the answer of the authenticator is not acceptable
 * @throws SessionOver, ReauthenticationRequired
 * @throws FactorExists the credential is registered, with this account or another one
 * @throws FactorLimit
 */
export async function addPasskey(
  dependencies: Dependencies & Pick<CommandDependencies, 'recoveryCodes'>,
  caller: Caller,
  { credential, name }: z.output<typeof addPasskeyInput>,
  cause: Cause,
): Promise<AddedPasskey> {
  const { log, webauthn } = dependencies;
  const { kind, registration } = await verify(webauthn, caller, credential, cause.now);
  // A repeat shows the recovery codes again, and is not decided again.
  await requireRecentSession(dependencies, caller, cause.now);
  const claim = webauthn.credentialClaimStream(registration.credentialId);
  const id = deriveId(factorIdSchema, registration.challenge, FACTORS);
  const added = {
    ...registration,
    id,
    kind,
    claim,
    name: name ?? providerName(registration.aaguid) ?? DEFAULT_NAMES[kind],
    rpId: webauthn.relyingParty.id,
    userHandle: webauthn.userHandle(caller.userId),
  };
  const codes = newCodes(dependencies, caller.userId, firstCodesOf(id));
  const { states, position } = await handle(
    log,
    cause,
    { claim: claimAt(claim), session: sessionAt(caller.sessionId), user: userAt(caller.userId) },
    ({ claim: current, session, user }) => {
      const events = decide(user, session, added, { codes: codes.digested, now: cause.now });
      const isFirst = isFirstFactor(user, added);
      return {
        claim: claimAgain(current, caller.userId, FactorExists),
        session: isFirst ? raised(requireActive(user, session), proofOf(added)) : [],
        user: events,
      };
    },
  );
  const account = requireRegistered(states.user);
  const passkey = passkeysOf(account, added.rpId).find((one) => one.id === id);
  if (passkey === undefined) throw new FactorExists();
  webauthn.count('add', 'accepted');
  const isFirst = account.recoveryCodes?.setId === codes.digested.setId;
  return { passkey, recoveryCodes: isFirst ? codes.plain : null, position };
}

/** The proof that the registration of a credential is. */
function proofOf({ id, kind, backupEligible }: Pick<Passkey, 'id' | 'kind' | 'backupEligible'>): Proof {
  return { kind, factorId: id, amr: [possessionOf({ backupEligible })], spent: [] };
}

/** Verifies the answer to a challenge for either kind. The challenge tells which one the user has asked for. */
async function verify(
  { relyingParty, challenges, count }: CommandDependencies['webauthn'],
  caller: Caller,
  credential: RegistrationCredential,
  now: Date,
): Promise<{ readonly kind: CredentialKind; readonly registration: Registration }> {
  const kindOf = (challenge: string) =>
    credentialKind.options.find((kind) => challenges.accepts(scopeOf(kind, caller), challenge, now));
  try {
    const registration = await verifyRegistration(credential, {
      relyingParty,
      acceptsChallenge: (challenge) => kindOf(challenge) !== undefined,
      // Only a passkey must verify its owner, and the challenge tells the kind.
      requireUserVerification: false,
    });
    const kind = kindOf(registration.challenge) ?? 'passkey';
    if (kind === 'passkey' && !registration.userVerified) throw new WebAuthnRefused('verification');
    return { kind, registration };
  } catch (error) {
    if (!(error instanceof WebAuthnRefused)) throw error;
    count('add', error.reason);
    throw new PasskeyRefused();
  }
}

function scopeOf(kind: CredentialKind, { userId, sessionId }: Caller): ChallengeScope {
  return { purpose: `add_${kind}`, boundTo: [sessionId, userId] };
}
