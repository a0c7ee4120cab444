import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { openLogPages, PAGE_SIZE } from '../../eventstore/log-pages.js';
import type { EventStore, Position, StoredEvent } from '../../eventstore/port.js';

/** State in memory that follows the log, so that requests need no query. */
export interface LiveFollower {
  /** Applies an event. It receives all events in log order and must not fail on any. */
  apply(event: StoredEvent): void;
  /** Called when the follower knows the log as it was at a time of the monotonic clock. */
  heard?(time: number): void;
  /** Evicts expired entries. Called periodically. */
  evictExpired(): void;
}

export interface LiveSubscription {
  /** Returns the age of the followers' state: the milliseconds since a read that reached the head of the log. */
  silenceMs(): number;
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

/** Pause after an error of the log. */
const PAUSE_MS = 250;

/** Applies all further events of the log to the followers. Resolves when they have reached its head. */
export async function subscribeLive({
  store,
  from,
  followers,
  logger,
  onProgress,
}: Options): Promise<LiveSubscription> {
  const stopping = new AbortController();
  const pages = openLogPages(store);
  let position = from;
  let atHead = -Infinity;

  async function catchUp(): Promise<void> {
    for (let isFull = true; isFull;) {
      const asked = performance.now();
      const page = await pages.read(position);
      for (const event of page) for (const follower of followers) follower.apply(event);
      position = page.at(-1)?.position ?? position;
      if (page.length > 0) onProgress(position);
      isFull = page.length === PAGE_SIZE;
      if (isFull) continue;
      atHead = asked;
      for (const follower of followers) follower.heard?.(asked);
    }
  }

  async function follow(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await pages.waitForAppend();
        await catchUp();
        for (const follower of followers) follower.evictExpired();
      } catch (error) {
        logger.warn({ err: error }, 'live subscription failed; retrying after a pause');
        await sleep(PAUSE_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  await catchUp();
  const following = follow();
  return {
    silenceMs: () => performance.now() - atHead,
    async stop() {
      stopping.abort();
      pages.stop();
      await following;
    },
  };
}
