import type { Registered, User } from '../user/user.js';
import type { SessionEvent } from './events.js';
import type { Session, Started } from './session.js';

type EndReason = Extract<SessionEvent, { type: 'SessionEnded' }>['data']['reason'];

/** A session starts for the account as it was when its credentials were checked. */
export function startSession(account: Registered, amr: string[]): SessionEvent[] {
  return [{ type: 'SessionStarted', data: { user_id: account.id, user_revision: account.revision, amr } }];
}

/** A session ends once; one that never was has no end. */
export function endSession(session: Session, reason: EndReason): SessionEvent[] {
  if (session.status !== 'started') return [];
  return [{ type: 'SessionEnded', data: { user_id: session.userId, reason } }];
}

/**
 * Whether a session goes on: it was not ended itself, its account is open, and nothing that has happened to
 * the account since has ended it. Access tokens are judged by the same rule (`projections/ended-sessions.ts`).
 */
export function goesOn(user: User, session: Session): session is Started {
  return session.status === 'started' && !sessionIsOver(user, session);
}

/** Whether the account has come to an end of its sessions that is also the end of this one. */
export function sessionIsOver(user: User, { id, userRevision }: Started): boolean {
  if (user.status !== 'registered' || !user.active) return true;
  const end = user.sessionsEnd;
  return end !== null && userRevision < end.revision && id !== end.kept;
}
