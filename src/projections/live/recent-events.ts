import { START } from '../../eventstore/port.js';
import type { Position, StoredEvent } from '../../eventstore/port.js';
import type { LiveFollower } from './live-subscription.js';

/** The newest events of the log in this process. Any number of consumers wait for the next one, and none of them reads. */
export interface RecentEvents extends LiveFollower {
  /** The position of the newest event, or `START` before the first one. */
  newest(): Position;
  /** Returns the events after a position, or null if some of them are no longer in memory. */
  after(position: Position): readonly StoredEvent[] | null;
  /**
   * Waits until there is an event after a position.
   *
   * @returns false after the time, or at the end of the signal or of this process
   */
  wait(after: Position, timeoutMs: number, signal?: AbortSignal): Promise<boolean>;
  isStopped(): boolean;
  /** Ends every wait, also later ones. */
  stop(): void;
}

const RETAINED = 2_000;

/** Starts without events, at the first one that it is given. */
export function recentEvents(): RecentEvents {
  let events: StoredEvent[] = [];
  /** The position before the first retained event. */
  let start: Position | null = null;
  let newest: Position = START;
  let stopped = false;
  const waiting = new Set<() => void>();
  let scheduled: NodeJS.Immediate | null = null;

  /** Wakes all consumers once for all events of a turn of the event loop. */
  function wakeSoon(): void {
    if (waiting.size === 0) return;
    scheduled ??= setImmediate(() => {
      scheduled = null;
      for (const wake of [...waiting]) wake();
    });
  }

  return {
    newest: () => newest,

    apply(event) {
      newest = event.position;
      if (start === null) start = newest;
      else events.push(event);
      if (events.length >= 2 * RETAINED) {
        start = events.at(-RETAINED - 1)?.position ?? start;
        events = events.slice(-RETAINED);
      }
      wakeSoon();
    },
    evictExpired: () => undefined,

    after(position) {
      if (start === null || position < start) return null;
      return events.slice(events.findLastIndex((event) => event.position <= position) + 1);
    },

    async wait(after, timeoutMs, signal) {
      if (newest > after || stopped || signal?.aborted === true) return newest > after;
      return await new Promise((resolve) => {
        const finish = () => {
          clearTimeout(timer);
          waiting.delete(wake);
          signal?.removeEventListener('abort', finish);
          resolve(newest > after);
        };
        const wake = () => {
          if (newest > after || stopped) finish();
        };
        const timer = setTimeout(finish, timeoutMs);
        waiting.add(wake);
        signal?.addEventListener('abort', finish);
      });
    },

    isStopped: () => stopped,
    stop() {
      stopped = true;
      for (const wake of [...waiting]) wake();
    },
  };
}
