import type { SessionId } from '../ids.js';
import type { Session } from '../session/session.js';
import { requireRegistered, sessionsEnded } from '../user/decisions.js';
import type { UserEvent } from '../user/events.js';
import { codesIssued, requireRoomFor } from '../user/factors/factor-decisions.js';
import type { NewCodes } from '../user/factors/factor-decisions.js';
import { isPasskey, secondFactorsOf, usableFactors } from '../user/factors/factors.js';
import { FactorExists } from '../user/factors/passkey.js';
import type { Passkey } from '../user/factors/passkey.js';
import type { Registered, User } from '../user/user.js';
import { requireRecentAuthentication } from './active-session.js';

type Added = Extract<UserEvent, { type: 'PasskeyAdded' }>['data'];

/** A credential before it is added. */
export type NewPasskey = Omit<Passkey, 'addedAt'> & {
  readonly algorithm: number;
  readonly userVerified: boolean;
  readonly attestation: Added['attestation'];
};

/**
 * Tells whether a credential is the first factor that works here. Later changes require a proof by it, and its addition is
 * one.
 */
export function isFirstFactor(user: User, { rpId }: Pick<Passkey, 'rpId'>): boolean {
  return usableFactors(requireRegistered(user), rpId).length === 0;
}

/** Tells whether a credential is the first factor that makes sign-ins ask for a second proof. */
function isFirstSecondFactor(user: User, { kind }: Pick<Passkey, 'kind'>): boolean {
  return kind === 'security_key' && secondFactorsOf(requireRegistered(user)).length === 0;
}

/**
 * Adds a credential to the account of a signed-in user. A first security key comes with recovery codes, and ends all other
 * sessions. A passkey is only another way in.
 *
 * @throws SessionOver, ReauthenticationRequired, FactorExists, FactorLimit
 */
export function addPasskey(
  user: User,
  session: Session,
  passkey: NewPasskey,
  { codes, now }: { readonly codes: NewCodes; readonly now: Date },
): UserEvent[] {
  const current = requireRecentAuthentication(user, session, now, passkey.rpId);
  const account = requireRegistered(user);
  const added = withCodes(account, passkey, codes);
  return isFirstSecondFactor(account, passkey) ? [...added, sessionsEnded(current.id)] : added;
}

/**
 * Adds a credential in a sign-in that owes an enrolment, and ends every session except the one that completes it.
 *
 * @throws FactorExists, FactorLimit
 */
export function addFirstPasskey(
  account: Registered,
  passkey: NewPasskey,
  { codes, kept }: { readonly codes: NewCodes; readonly kept: SessionId },
): UserEvent[] {
  return [...withCodes(account, passkey, codes), sessionsEnded(kept)];
}

/** The recovery codes come with the first factor that makes sign-ins ask for a second proof. */
function withCodes(account: Registered, passkey: NewPasskey, codes: NewCodes): UserEvent[] {
  const { id, kind, credentialId } = passkey;
  if (account.factors.some((one) => one.id === id || (isPasskey(one) && one.credentialId === credentialId)))
    throw new FactorExists();
  requireRoomFor(account, kind);
  const added = passkeyAddedEvent(passkey);
  return isFirstSecondFactor(account, passkey) ? [added, codesIssued(codes)] : [added];
}

export function passkeyAddedEvent(passkey: NewPasskey): UserEvent {
  const data: Added = {
    factor_id: passkey.id,
    kind: passkey.kind,
    name: passkey.name,
    credential_id: passkey.credentialId,
    claim: passkey.claim,
    public_key: passkey.publicKey,
    algorithm: passkey.algorithm,
    sign_count: passkey.signCount,
    transports: [...passkey.transports],
    aaguid: passkey.aaguid,
    backup_eligible: passkey.backupEligible,
    backed_up: passkey.backedUp,
    user_verified: passkey.userVerified,
    rp_id: passkey.rpId,
    user_handle: passkey.userHandle,
    attestation: passkey.attestation,
  };
  return { type: 'PasskeyAdded', data };
}
