import { DomainError } from '../domain-error.js';
import type { Session } from '../session/session.js';
import { requireRegistered, sessionsEnded } from '../user/decisions.js';
import type { UserEvent } from '../user/events.js';
import type { User } from '../user/user.js';
import { requireRecentAuthentication } from './active-session.js';
import { LastWayIn } from './identities-of-signed-in-user.js';
import { waysIn } from './ways-in.js';
import type { Entrances } from './ways-in.js';

/** The account has no password. */
export class NoPassword extends DomainError {
  readonly code = 'no_password';
}

/**
 * Removes the password of an account that can be signed in to by other means, and ends every other session.
 *
 * @throws SessionOver, ReauthenticationRequired, NoPassword, LastWayIn
 */
export function removePassword(user: User, session: Session, entrances: Entrances, now: Date): UserEvent[] {
  const current = requireRecentAuthentication(user, session, now, entrances.rpId);
  const account = requireRegistered(user);
  if (account.password === null) throw new NoPassword();
  if (waysIn({ ...account, password: null }, entrances).length === 0) throw new LastWayIn();
  return [{ type: 'PasswordRemoved', data: {} }, sessionsEnded(current.id)];
}
