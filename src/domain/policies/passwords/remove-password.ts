import { DomainError } from '../../domain-error.js';
import type { Session } from '../../session/session.js';
import { requireRegistered, sessionsEnded } from '../../user/decisions.js';
import type { UserEvent } from '../../user/events.js';
import type { User } from '../../user/user.js';
import { requireRecentAuthentication } from '../active-session.js';
import { requireWayIn } from '../ways-in.js';
import type { Entrances } from '../ways-in.js';

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
  requireWayIn({ ...account, password: null }, entrances);
  return [{ type: 'PasswordRemoved', data: {} }, sessionsEnded(current.id)];
}
