import { DomainError } from '../domain-error.js';
import type { Session, Started } from '../session/session.js';
import { reaches } from '../user/factors/assurance.js';
import type { AssuranceLevel } from '../user/factors/assurance.js';
import type { UserEvent } from '../user/events.js';
import type { User } from '../user/user.js';
import { requiredLevel } from './still-owed.js';

/** The session of the request has ended. */
export class SessionOver extends DomainError {
  readonly code = 'unauthenticated';
}

/** The age up to which a proof counts as recent (NIST SP 800-63B-4 §4.1.2.1, OWASP ASVS 7.5.1). */
const RECENT_MS = 15 * 60_000;

/** The operation requires a recent proof of the highest level that the account has. */
export class ReauthenticationRequired extends DomainError {
  readonly code = 'reauthentication_required';
  readonly maxAgeSeconds = RECENT_MS / 1000;
  constructor(readonly acr: AssuranceLevel = 'aal1') {
    super();
  }
}

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
 * Returns the session if it is active and its user has proved the identity at most 15 minutes ago, at the level that the
 * account requires.
 *
 * @param rpId the domain that passkeys work for
 * @throws SessionOver, ReauthenticationRequired
 */
export function requireRecentAuthentication(user: User, session: Session, now: Date, rpId: string): Started {
  const started = requireActive(user, session);
  const required = user.status === 'registered' ? requiredLevel(user, rpId) : 'aal1';
  const newestProof = required === 'aal1' ? started.provenAt : started.authenticatedAt;
  const isRecent = now.getTime() - newestProof.getTime() <= RECENT_MS;
  if (!isRecent || !reaches(started.acr, required)) throw new ReauthenticationRequired(required);
  return started;
}

/**
 * Returns the session of a caller who has confirmed the password, if it is active. The password proves enough for an
 * account that requires the first level. For any other account, the second level must have been proved recently.
 *
 * @param rpId the domain that passkeys work for
 * @throws SessionOver, ReauthenticationRequired
 */
export function requireLevelBesidePassword(user: User, session: Session, now: Date, rpId: string): Started {
  const isEnough = user.status === 'registered' && requiredLevel(user, rpId) === 'aal1';
  return isEnough ? requireActive(user, session) : requireRecentAuthentication(user, session, now, rpId);
}

/**
 * Ends every session of the user except the current one.
 *
 * @throws SessionOver
 */
export function signOutElsewhere(user: User, current: Session): UserEvent[] {
  return [{ type: 'SessionsEnded', data: { kept_session: requireActive(user, current).id, reason: null } }];
}

/** Tells whether the account has ended a session, or a sign-in before its session starts. */
export function isEndedByAccount(
  user: User,
  { id, userRevision }: Pick<Started, 'id' | 'userRevision'>,
): boolean {
  if (user.status !== 'registered' || !user.active) return true;
  const end = user.sessionsEnd;
  return end !== null && userRevision < end.revision && id !== end.kept;
}
