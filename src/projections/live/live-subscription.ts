import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { EventStore, Position, StoredEvent } from '../../eventstore/port.js';

/** What one process knows of the log in its memory, so that no request asks a store. */
export interface LiveFollower {
  /** Takes in events in log order; those that do not concern it too. It must not fail on any event. */
  apply(event: StoredEvent): void;
  /** Called now and then: what is of no use any more may go. */
  evictExpired(): void;
}

export interface LiveSubscription {
  stop(): Promise<void>;
}

interface Options {
  readonly store: EventStore;
  /** What is known already. */
  readonly from: Position;
  readonly followers: readonly LiveFollower[];
  readonly logger: Logger;
  readonly onProgress: (position: Position) => void;
}

const PAGE = 1000;
const POLL_MS = 250;

/** Lets learners follow the log; resolves once they know everything up to its head. */
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
      for (const event of page) for (const learner of followers) learner.apply(event);
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
        for (const learner of followers) learner.evictExpired();
      } catch (error) {
        logger.warn({ err: error }, 'cannot follow the log');
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
