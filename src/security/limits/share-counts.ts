import { setTimeout as sleep } from 'node:timers/promises';
import type { CountStore } from './count-store.js';

/** The requests of one key in one window, as this process knows them. */
export interface CountedWindow {
  /** The key in the store, with its prefix. */
  readonly key: string;
  readonly limit: number;
  /** Requests of all processes at the last exchange. */
  shared: number;
  /** Requests of this process since then. Negative if more were given back. */
  pending: number;
  /** End of the window, on the clock of `performance.now()`. */
  endsAt: number;
  /** Last request of this process, on the same clock. */
  usedAt: number;
}

export interface CountSharing {
  /** Sends the pending requests of a window with the next exchange. */
  include(window: CountedWindow): void;
  /** Sends the pending requests and ends the exchanges. */
  stop(): Promise<void>;
}

/** Time between two exchanges. So long, each process does not know the requests that the others count. */
const EXCHANGE_MS = 50;
/** Pause after a failed exchange. Meanwhile each process counts alone. */
const PAUSE_MS = 500;
const MAX_BATCH = 1000;
/** Time after a request in which a window near its limit is exchanged again and again. */
const NEAR_LIMIT_MS = 2000;

/** Returns true if the requests of other processes may soon exceed the limit of a window in use. */
function isNearLimit({ shared, pending, limit, usedAt }: CountedWindow): boolean {
  const count = shared + pending;
  return 2 * count >= limit && count <= limit && performance.now() - usedAt < NEAR_LIMIT_MS;
}

/**
 * Exchanges counts with a store in the background, so that no request waits for it. If the reply to an exchange is lost, its
 * requests count twice: the limit is stricter until the window ends.
 *
 * @param onFailure called once for each outage of the store
 */
export function shareCounts(store: CountStore, onFailure: (error: unknown) => void): CountSharing {
  const included = new Set<CountedWindow>();
  let running: Promise<void> | null = null;
  let isStopping = false;
  let isAvailable = true;

  async function exchange(): Promise<void> {
    const now = performance.now();
    for (const window of included) if (window.endsAt <= now) included.delete(window);
    // A key may have a second window if the first one was evicted. The store counts each key once in an exchange.
    const windows = new Map([...included].map((window) => [window.key, window]));
    const batch = [...windows.values()]
      .slice(0, MAX_BATCH)
      .map((window) => ({ window, sent: window.pending }));
    if (batch.length === 0) return;
    const counts = await store.exchange(
      batch.map(({ window, sent }) => ({ key: window.key, requests: sent, leftMs: window.endsAt - now })),
    );
    const byKey = new Map(counts.map((count) => [count.key, count]));
    for (const { window, sent } of batch) {
      // The reply to a window that has ended meanwhile is about the next one.
      if (window.endsAt <= performance.now()) continue;
      const count = byKey.get(window.key);
      window.pending -= sent;
      window.shared = count?.requests ?? 0;
      if (count !== undefined) window.endsAt = performance.now() + count.leftMs;
      // Moves a window that stays to the end, so that the others get their turn.
      included.delete(window);
      if (window.pending !== 0 || isNearLimit(window)) included.add(window);
    }
  }

  async function run(): Promise<void> {
    while (included.size > 0) {
      await sleep(isAvailable ? EXCHANGE_MS : PAUSE_MS);
      try {
        await exchange();
        isAvailable = true;
      } catch (error) {
        if (isAvailable) onFailure(error);
        isAvailable = false;
        if (isStopping) return;
      }
      if (isStopping && [...included].every(({ pending }) => pending === 0)) return;
    }
  }

  return {
    include(window) {
      included.add(window);
      running ??= run().finally(() => {
        running = null;
      });
    },
    async stop() {
      isStopping = true;
      await running;
    },
  };
}
