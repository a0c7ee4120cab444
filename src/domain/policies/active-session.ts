import { DomainError } from '../domain-error.js';
import type { Session, Started } from '../session/session.js';
import type { UserEvent } from '../user/events.js';
import type { User } from '../user/user.js';

/** The session of the request has ended. */
export class SessionOver extends DomainError {
  readonly code = 'unauthenticated';
}

/** The operation requires a recent sign-in. */
export class ReauthenticationRequired extends DomainError {
  readonly code = 'reauthentication_required';
}

/** The age up to which a sign-in counts as recent (NIST SP 800-63B-4 §4.1.2.1, OWASP ASVS 7.5.1). */
const RECENT_MS = 15 * 60_000;

/**
 * Tells whether a session is active: it has not ended itself, its account is active, and no later event of the account
 * has ended it. Access tokens follow the same rule (`projections/live/ended-sessions.ts`).
 */
export function isActive(user: User, session: Session): session is Started {
  return session.status === 'started' && !isEndedByAccount(user, session);
}

/**
 * Returns the session if it is active. Every decision that keeps one session checks this first: keeping an ended session
 * must not revive it.
 *
 * @throws SessionOver
 */
export function requireActive(user: User, session: Session): Started {
  if (!isActive(user, session)) throw new SessionOver();
  return session;
}

/**
 * Returns the session if it is active and started at most 15 minutes ago.
 *
 * @throws SessionOver, ReauthenticationRequired
 */
export function requireRecentAuthentication(user: User, session: Session, now: Date): Started {
  const started = requireActive(user, session);
  if (now.getTime() - started.startedAt.getTime() > RECENT_MS) throw new ReauthenticationRequired();
  return started;
}

/**
 * Ends every session of the user except the current one.
 *
 * @throws SessionOver
 */
export function signOutElsewhere(user: User, current: Session): UserEvent[] {
  return [{ type: 'SessionsEnded', data: { kept_session: requireActive(user, current).id, reason: null } }];
}

function isEndedByAccount(user: User, { id, userRevision }: Started): boolean {
  if (user.status !== 'registered' || !user.active) return true;
  const end = user.sessionsEnd;
  return end !== null && userRevision < end.revision && id !== end.kept;
}
