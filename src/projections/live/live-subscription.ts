import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { EventStore, Position, StoredEvent } from '../../eventstore/port.js';

/** State in memory that follows the log, so that requests need no query. */
export interface LiveFollower {
  /** Applies an event. It receives all events in log order and must not fail on any. */
  apply(event: StoredEvent): void;
  /** Evicts expired entries. Called periodically. */
  evictExpired(): void;
}

export interface LiveSubscription {
  stop(): Promise<void>;
}

interface Options {
  readonly store: EventStore;
  /** Position of the last event that the followers know. */
  readonly from: Position;
  readonly followers: readonly LiveFollower[];
  readonly logger: Logger;
  readonly onProgress: (position: Position) => void;
}

const PAGE = 1000;
const POLL_MS = 250;

/** Applies all further events of the log to the followers. Resolves when they have reached its head. */
export async function subscribeLive({
  store,
  from,
  followers,
  logger,
  onProgress,
}: Options): Promise<LiveSubscription> {
  let position = from;

  async function catchUp(): Promise<void> {
    for (let page = await read(); page.length > 0; page = await read()) {
      for (const event of page) for (const follower of followers) follower.apply(event);
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
        for (const follower of followers) follower.evictExpired();
      } catch (error) {
        logger.warn({ err: error }, 'live subscription failed; retrying after a pause');
      }
      await sleep(POLL_MS, undefined, { signal: AbortSignal.any([stopping.signal, wake.signal]) }).catch(
        () => undefined,
      );
      wake = new AbortController();
    }
  }

  const following = follow();
  return {
    async stop() {
      stopping.abort();
      unsubscribe();
      await following;
    },
  };
}
