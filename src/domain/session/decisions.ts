import { DomainError } from '../domain-error.js';
import { requireRegistered } from '../user/decisions.js';
import type { UserEvent } from '../user/events.js';
import type { Registered, User } from '../user/user.js';
import type { SessionEvent } from './events.js';
import type { Session, Started } from './session.js';

type Told<Type extends SessionEvent['type']> = Extract<SessionEvent, { type: Type }>['data'];

/** There is no such session of this user. */
export class UnknownSession extends DomainError {
  readonly code = 'unknown_session';
}

/** The session in which something was asked has ended. */
export class SessionOver extends DomainError {
  readonly code = 'unauthenticated';
}

/** What is asked takes a sign-in that is not long ago. */
export class ReauthenticationRequired extends DomainError {
  readonly code = 'reauthentication_required';
}

/** For how long a sign-in counts as recent (NIST SP 800-63B-4 §4.1.2.1, OWASP ASVS 7.5.1). */
const RECENT_MS = 15 * 60_000;

/** How a session came about. */
export type Circumstances = Pick<Told<'SessionStarted'>, 'amr' | 'device' | 'notice' | 'provider'>;

/** A session starts for the account as it was when its credentials were checked. */
export function openSession(account: Registered, circumstances: Circumstances): SessionEvent[] {
  const { id, revision } = account;
  return [{ type: 'SessionStarted', data: { user_id: id, user_revision: revision, ...circumstances } }];
}

/** A session ends once; one that never was has no end. */
export function endSession(session: Session, reason: Told<'SessionEnded'>['reason']): SessionEvent[] {
  if (session.status !== 'started') return [];
  return [{ type: 'SessionEnded', data: { user_id: session.userId, reason } }];
}

/** Ends a session of this user; another's is none. */
export function signOut(session: Session, userId: string): SessionEvent[] {
  if (session.status === 'unknown' || session.userId !== userId) throw new UnknownSession();
  return endSession(session, 'signed_out');
}

/** Ends every session but the one in which it is asked, which must not have ended itself. */
export function signOutElsewhere(user: User, kept: Session): UserEvent[] {
  return [{ type: 'SessionsEnded', data: { kept_session: requireActive(user, kept).id, reason: null } }];
}

/** Ends every session of a user, also those that are being started right now. */
export function signOutEverywhere(user: User, reason: string | null): UserEvent[] {
  requireRegistered(user);
  return [{ type: 'SessionsEnded', data: { kept_session: null, reason } }];
}

/**
 * The session, if it goes on. Whatever keeps one session asks this first: a session that has ended must not come to
 * life because it is the one that was kept.
 */
export function requireActive(user: User, session: Session): Started {
  if (!isActive(user, session)) throw new SessionOver();
  return session;
}

/** The session, if it goes on and its user has signed in a short while ago. */
export function requireRecentAuthentication(user: User, session: Session, now: Date): Started {
  const started = requireActive(user, session);
  if (now.getTime() - started.startedAt.getTime() > RECENT_MS) throw new ReauthenticationRequired();
  return started;
}

/**
 * Whether a session goes on: it was not ended itself, its account is open, and nothing that has happened to
 * the account since has ended it. Access tokens are judged by the same rule (`projections/ended-sessions.ts`).
 */
export function isActive(user: User, session: Session): session is Started {
  return session.status === 'started' && !isEndedByAccount(user, session);
}

/** Whether the account has come to an end of its sessions that is also the end of this one. */
export function isEndedByAccount(user: User, { id, userRevision }: Started): boolean {
  if (user.status !== 'registered' || !user.active) return true;
  const end = user.sessionsEnd;
  return end !== null && userRevision < end.revision && id !== end.kept;
}
