import { DomainError } from '../domain-error.js';
import type { Session } from '../session/session.js';
import { requireRegistered, unlinked } from '../user/decisions.js';
import type { UserEvent } from '../user/events.js';
import { linkIdentity } from '../user/identity-decisions.js';
import type { NewIdentity } from '../user/identity-decisions.js';
import type { User } from '../user/user.js';
import { requireActive, requireRecentAuthentication } from './active-session.js';
import { requireWayIn } from './ways-in.js';
import type { Entrances } from './ways-in.js';

/** The account is not linked to this provider. */
export class UnknownIdentity extends DomainError {
  readonly code = 'unknown_identity';
}

/**
 * Links an identity at the request of the signed-in user.
 *
 * @throws SessionOver, ProviderLinked
 */
export function linkByUser(user: User, session: Session, identity: NewIdentity): UserEvent[] {
  requireActive(user, session);
  return linkIdentity(user, identity, 'by_user');
}

export interface Unlinking {
  /** The provider to unlink. */
  readonly provider: string;
  readonly entrances: Entrances;
}

/**
 * Unlinks an identity from an account that can be signed in to by other means. Ends every other session, and the current
 * one if the unlinked identity started it.
 *
 * @throws SessionOver, ReauthenticationRequired, UnknownIdentity, LastWayIn
 */
export function unlinkIdentity(
  user: User,
  session: Session,
  { provider, entrances }: Unlinking,
  now: Date,
): UserEvent[] {
  const current = requireRecentAuthentication(user, session, now, entrances.rpId);
  const account = requireRegistered(user);
  const identity = account.identities.find((one) => one.provider === provider);
  if (identity === undefined) throw new UnknownIdentity();
  const identities = account.identities.filter((one) => one !== identity);
  requireWayIn({ ...account, identities }, entrances);
  const kept = current.provider === provider ? null : current.id;
  return [unlinked(identity), { type: 'SessionsEnded', data: { kept_session: kept, reason: null } }];
}
