import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { sessionOfStream } from '../domain/session/session.js';
import { userOfStream } from '../domain/user/user.js';
import type { EventStore, Position, StoredEvent } from '../eventstore/port.js';
import { readCheckpoint } from './checkpoints.js';
import { HISTORY, readEndings } from './history.js';

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

/** The events that end sessions of a user. Only fields in the clear are read. */
const ENDING = new Set(['PasswordChanged', 'PasswordReset', 'UserDeactivated']);
const PAGE = 1000;
const POLL_MS = 250;
/** Clocks of processes differ a little. */
const SLACK_MS = 60_000;

/** Resolves once this process knows everything up to the head of the log. */
export async function followEndedSessions(options: Options): Promise<EndedSessions> {
  const { pool, store, log, accessTokenTtlMs, onProgress } = options;
  const memory = accessTokenTtlMs + SLACK_MS;
  /** By user. */
  const ended = new Map<string, Ended>();
  /** When each session ended that ended by itself. */
  const endedAlone = new Map<string, number>();

  // The checkpoint first: what the projection takes in meanwhile is read twice, not missed.
  let position = await readCheckpoint(pool, HISTORY);
  (await readEndings(pool, store, new Date(Date.now() - memory))).forEach(learn);

  function learn({ type, stream, revision, data, recordedAt }: StoredEvent): void {
    const at = recordedAt.getTime();
    const sessionId = type === 'SessionEnded' ? sessionOfStream(stream) : null;
    if (sessionId !== null) endedAlone.set(sessionId, at);
    const userId = ENDING.has(type) ? userOfStream(stream) : null;
    if (userId === null) return;
    const kept = data['kept_session'];
    ended.set(userId, { revision, kept: typeof kept === 'string' ? kept : null, at });
  }

  function forget(): void {
    const before = Date.now() - memory;
    for (const [userId, { at }] of ended) if (at < before) ended.delete(userId);
    for (const [sessionId, at] of endedAlone) if (at < before) endedAlone.delete(sessionId);
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
      if (endedAlone.has(sessionId)) return true;
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
