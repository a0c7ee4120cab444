import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { userOfStream } from '../domain/user/user.js';
import type { EventStore, Position, StoredEvent } from '../eventstore/port.js';
import { readCheckpoint } from './checkpoints.js';

/** What an access token says of the session that it belongs to. */
export interface SessionClaims {
  readonly userId: string;
  readonly sessionId: string;
  /** The revision of the user's stream that the sign-in was decided on. */
  readonly userRevision: number;
}

/**
 * Which sessions are over, known in this process: no request asks a store. Sessions that ended longer ago
 * than an access token lives are forgotten.
 */
export interface EndedSessions {
  isEnded(session: SessionClaims): boolean;
  /** How far in the log this process knows. */
  position(): Position;
  stop(): Promise<void>;
}

interface Ended {
  /** Sessions decided on an earlier revision are over. */
  readonly revision: number;
  readonly kept: string | null;
  readonly at: number;
}

interface Options {
  readonly pool: Pool;
  readonly store: EventStore;
  readonly log: Logger;
  readonly accessTokenTtlMs: number;
  readonly onProgress: (position: Position) => void;
}

/** The events of a user's stream that end sessions. Only fields in the clear are read. */
const ENDING = new Set(['PasswordChanged', 'PasswordReset', 'UserDeactivated']);
const PAGE = 1000;
const POLL_MS = 250;
/** Clocks of processes differ a little. */
const SLACK_MS = 60_000;

const RECENT = `
  select user_id, sessions_ended_revision as revision, kept_session as kept, sessions_ended_at as at
  from users
  where sessions_ended_at > $1`;

/** Resolves once this process knows everything up to the head of the log. */
export async function followEndedSessions(options: Options): Promise<EndedSessions> {
  const { pool, store, log, accessTokenTtlMs, onProgress } = options;
  const memory = accessTokenTtlMs + SLACK_MS;
  const ended = new Map<string, Ended>();

  // The checkpoint first: what the projection takes in meanwhile is read twice, not missed.
  let position = await readCheckpoint(pool, 'users@1');
  const since = new Date(Date.now() - memory);
  const { rows } = await pool.query<{ user_id: string; revision: number; kept: string | null; at: Date }>(
    RECENT,
    [since],
  );
  for (const { user_id, revision, kept, at } of rows)
    ended.set(user_id, { revision, kept, at: at.getTime() });

  function learn(event: StoredEvent): void {
    const userId = ENDING.has(event.type) ? userOfStream(event.stream) : null;
    if (userId === null) return;
    const kept = event.data['kept_session'];
    ended.set(userId, {
      revision: event.revision,
      kept: typeof kept === 'string' ? kept : null,
      at: event.recordedAt.getTime(),
    });
  }

  function forget(): void {
    const before = Date.now() - memory;
    for (const [userId, { at }] of ended) if (at < before) ended.delete(userId);
  }

  async function catchUp(): Promise<void> {
    for (let page = await read(); page.length > 0; page = await read()) {
      page.forEach(learn);
      position = page.at(-1)?.position ?? position;
      onProgress(position);
    }
  }
  const read = () => store.readAll({ after: position, limit: PAGE });

  await catchUp();

  const stopping = new AbortController();
  let wake = new AbortController();
  const unsubscribe = store.onAppend(() => {
    wake.abort();
  });

  async function follow(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await catchUp();
        forget();
      } catch (error) {
        log.warn({ err: error }, 'cannot follow ended sessions');
      }
      await sleep(POLL_MS, undefined, { signal: AbortSignal.any([stopping.signal, wake.signal]) }).catch(
        () => undefined,
      );
      wake = new AbortController();
    }
  }

  const following = follow();
  return {
    isEnded({ userId, sessionId, userRevision }) {
      const end = ended.get(userId);
      return end !== undefined && userRevision < end.revision && sessionId !== end.kept;
    },
    position: () => position,
    async stop() {
      stopping.abort();
      unsubscribe();
      await following;
    },
  };
}
