import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore, Position, StoredEvent } from './port.js';

/** Pages of the log, and the wait for further appends. One consumer reads them. */
export interface LogPages {
  /** Returns the events after a position, at most `PAGE_SIZE`. After a full page, it prefetches the following one. */
  read(after: Position): Promise<StoredEvent[]>;
  /** Waits until an append is announced that the last read may lack, for a bounded time. */
  waitForAppend(maxMs?: number): Promise<void>;
  /** Ends the wait. */
  stop(): void;
}

export const PAGE_SIZE = 1000;
/** Announcements of appends may be lost, so the log is also polled. */
const POLL_MS = 250;
/**
 * Pause under load, in which further events gather for the next page: the cost of a page hardly depends on its length. A
 * page that follows an idle time does not wait.
 */
const GATHER_MS = 3;

/** Opens the pages of a log. */
export function openLogPages(store: Pick<EventStore, 'readAll' | 'onAppend'>): LogPages {
  /** True if an append was announced after the last read began. */
  let announced = false;
  let stopped = false;
  let prefetched: { readonly after: Position; readonly page: Promise<StoredEvent[]> } | null = null;
  let wake: (() => void) | null = null;
  const unsubscribe = store.onAppend(() => {
    announced = true;
    wake?.();
  });

  function load(after: Position): Promise<StoredEvent[]> {
    announced = false;
    return store.readAll({ after, limit: PAGE_SIZE });
  }

  function prefetch(after: Position): void {
    const page = load(after);
    // A failed prefetch rejects again when the page is used.
    page.catch(() => undefined);
    prefetched = { after, page };
  }

  return {
    async read(after) {
      const found = prefetched?.after === after ? prefetched.page : null;
      if (found !== null) prefetched = null;
      const page = await (found ?? load(after));
      const last = page.length === PAGE_SIZE ? page.at(-1) : undefined;
      if (last !== undefined) prefetch(last.position);
      return page;
    },

    async waitForAppend(maxMs = POLL_MS) {
      if (stopped) return;
      if (announced) {
        await sleep(GATHER_MS);
        return;
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, maxMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      wake = null;
    },

    stop() {
      stopped = true;
      unsubscribe();
      wake?.();
    },
  };
}
