import { sessionOfStream } from '../../domain/session/session.js';
import { SESSION_ENDING_EVENTS } from '../../domain/user/events.js';
import { userOfStream } from '../../domain/user/user.js';
import type { LiveFollower } from './live-subscription.js';
import type { Endings } from '../views/sessions/query.js';

/** What an access token says of the session that it belongs to. */
export interface SessionClaims {
  readonly userId: string;
  readonly sessionId: string;
  /** The revision of the user's stream that the sign-in was decided on. */
  readonly userRevision: number;
}

/**
 * Which sessions are over, known in this process. Sessions that ended longer ago than an access token lives are
 * forgotten.
 */
export interface EndedSessions extends LiveFollower {
  isEnded(session: SessionClaims): boolean;
}

interface Ended {
  /** Sessions decided on an earlier revision are over. */
  readonly revision: number;
  readonly kept: string | null;
  readonly at: number;
}

/**
 * @param known what was learned before, by the read model
 * @param memoryMs how long a session that has ended may still be asked for
 */
export function endedSessions({ sessions, ofUsers }: Endings, memoryMs: number): EndedSessions {
  /** By user. */
  const ended = new Map<string, Ended>();
  /** When each session ended that ended by itself. */
  const endedAlone = new Map<string, number>();

  for (const { session_id, ended_at } of sessions) endedAlone.set(session_id, ended_at.getTime());
  for (const { user_id, revision, kept_session, ended_at } of ofUsers) {
    ended.set(user_id, { revision, kept: kept_session, at: ended_at.getTime() });
  }

  return {
    learn({ type, stream, revision, data, recordedAt }) {
      const at = recordedAt.getTime();
      const sessionId = type === 'SessionEnded' ? sessionOfStream(stream) : null;
      if (sessionId !== null) endedAlone.set(sessionId, at);
      const userId = SESSION_ENDING_EVENTS.has(type) ? userOfStream(stream) : null;
      if (userId === null) return;
      const kept = data['kept_session'];
      ended.set(userId, { revision, kept: typeof kept === 'string' ? kept : null, at });
    },

    forget() {
      const before = Date.now() - memoryMs;
      for (const [userId, { at }] of ended) if (at < before) ended.delete(userId);
      for (const [sessionId, at] of endedAlone) if (at < before) endedAlone.delete(sessionId);
    },

    isEnded({ userId, sessionId, userRevision }) {
      if (endedAlone.has(sessionId)) return true;
      const end = ended.get(userId);
      return end !== undefined && userRevision < end.revision && sessionId !== end.kept;
    },
  };
}
