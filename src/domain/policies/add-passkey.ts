import { DomainError } from '../domain-error.js';
import type { Session } from '../session/session.js';
import { requireRegistered } from '../user/decisions.js';
import type { UserEvent } from '../user/events.js';
import { isPasskey } from '../user/factors.js';
import { FactorExists } from '../user/passkey.js';
import type { Passkey } from '../user/passkey.js';
import type { User } from '../user/user.js';
import { requireRecentAuthentication } from './active-session.js';

/** The account has as many factors of this kind as it can have. */
export class FactorLimit extends DomainError {
  readonly code = 'factor_limit';
}

type Added = Extract<UserEvent, { type: 'PasskeyAdded' }>['data'];

/** A credential before it is added. */
export type NewPasskey = Omit<Passkey, 'addedAt'> & {
  readonly algorithm: number;
  readonly userVerified: boolean;
  readonly attestation: Added['attestation'];
};

const MAX_OF_A_KIND = 10;

/**
 * Adds a credential to the account of a signed-in user.
 *
 * @throws SessionOver, ReauthenticationRequired, FactorExists, FactorLimit
 */
export function addPasskey(user: User, session: Session, passkey: NewPasskey, now: Date): UserEvent[] {
  requireRecentAuthentication(user, session, now);
  const { factors } = requireRegistered(user);
  const { id, kind, credentialId } = passkey;
  if (factors.some((one) => one.id === id || (isPasskey(one) && one.credentialId === credentialId)))
    throw new FactorExists();
  if (factors.filter((one) => one.kind === kind).length >= MAX_OF_A_KIND) throw new FactorLimit();
  return [{ type: 'PasskeyAdded', data: recorded(passkey) }];
}

function recorded(passkey: NewPasskey): Added {
  return {
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
}
