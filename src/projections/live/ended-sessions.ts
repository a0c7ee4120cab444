import { sessionOfStream } from '../../domain/session/session.js';
import { SESSION_ENDING_EVENTS } from '../../domain/user/events.js';
import { userOfStream } from '../../domain/user/user.js';
import type { LiveFollower } from './live-subscription.js';
import type { SessionEnds } from '../views/sessions/query.js';

/** Claims of an access token about its session. */
export interface SessionClaims {
  readonly userId: string;
  readonly sessionId: string;
  /** Revision of the user's stream at the sign-in. */
  readonly userRevision: number;
}

/** A set of ended sessions. A session is evicted when its last access token has expired. */
export interface EndedSessions extends LiveFollower {
  isEnded(session: SessionClaims): boolean;
}

interface UserEnd {
  /** Sessions with an earlier revision have ended. */
  readonly revision: number;
  readonly keptSession: string | null;
  readonly endedAt: number;
}

/**
 * Creates a set of ended sessions from the read model.
 *
 * @param memoryMs lifetime of an entry in milliseconds, at least the lifetime of an access token
 */
export function endedSessions(
  { sessions, byUser }: SessionEnds,
  memoryMs: number,
  now: () => Date,
): EndedSessions {
  /** Latest event that ended several sessions, by user id. */
  const endsByUser = new Map<string, UserEnd>();
  /** Times at which single sessions ended, by session id. */
  const endsBySession = new Map<string, number>();

  for (const { session_id, ended_at } of sessions) endsBySession.set(session_id, ended_at.getTime());
  for (const { user_id, revision, kept_session, ended_at } of byUser) {
    endsByUser.set(user_id, { revision, keptSession: kept_session, endedAt: ended_at.getTime() });
  }

  return {
    apply({ type, stream, revision, data, recordedAt }) {
      const endedAt = recordedAt.getTime();
      const sessionId = type === 'SessionEnded' ? sessionOfStream(stream) : null;
      if (sessionId !== null) endsBySession.set(sessionId, endedAt);
      const userId = SESSION_ENDING_EVENTS.has(type) ? userOfStream(stream) : null;
      if (userId === null) return;
      const kept = data['kept_session'];
      endsByUser.set(userId, { revision, keptSession: typeof kept === 'string' ? kept : null, endedAt });
    },

    evictExpired() {
      const before = now().getTime() - memoryMs;
      for (const [userId, { endedAt }] of endsByUser) if (endedAt < before) endsByUser.delete(userId);
      for (const [sessionId, endedAt] of endsBySession) if (endedAt < before) endsBySession.delete(sessionId);
    },

    isEnded({ userId, sessionId, userRevision }) {
      if (endsBySession.has(sessionId)) return true;
      const end = endsByUser.get(userId);
      return end !== undefined && userRevision < end.revision && sessionId !== end.keptSession;
    },
  };
}
