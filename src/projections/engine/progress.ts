import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { listen } from '../../runtime/postgres/listen.js';
import type { Database } from '../../runtime/postgres/client.js';
import type { Position } from '../../eventstore/port.js';
import { readProgress } from './checkpoints.js';

/** Tracks the positions of readers in all processes, and waits for them. */
export interface Progress {
  /** Reports a position that readers of this process have reached. It arrives before the database's notification. */
  report(readers: readonly string[], position: Position): void;
  /**
   * Waits at most `timeoutMs` until all the readers reach a position.
   *
   * @returns false on a timeout
   */
  waitFor(readers: readonly string[], position: Position, timeoutMs: number): Promise<boolean>;
  stop(): Promise<void>;
}

interface Waiter {
  readonly readers: readonly string[];
  readonly position: Position;
  readonly resolve: (reached: boolean) => void;
}

/** Notifications may be lost, so the checkpoints are also polled while a caller waits. */
const POLL_MS = 100;

interface Options {
  readonly pool: Pool;
  readonly database: Database;
  readonly logger: Logger;
}

export function watchProgress({ pool, database, logger }: Options): Progress {
  const positions = new Map<string, Position>();
  const waiters = new Set<Waiter>();
  let polling: NodeJS.Timeout | null = null;

  const haveReached = (readers: readonly string[], position: Position) =>
    readers.every((reader) => (positions.get(reader) ?? '') >= position);

  function report(readers: readonly string[], position: Position): void {
    // The position moves back when a projection is rebuilt.
    for (const reader of readers) positions.set(reader, position);
    for (const waiter of waiters) if (haveReached(waiter.readers, waiter.position)) waiter.resolve(true);
  }

  function stopPolling(): void {
    if (polling !== null) clearTimeout(polling);
    polling = null;
  }

  async function poll(): Promise<void> {
    try {
      for (const { reader, position } of await readProgress(pool)) report([reader], position);
    } catch (error) {
      logger.warn({ err: error }, 'cannot read the checkpoints of the readers');
    }
    polling = waiters.size > 0 ? setTimeout(() => void poll(), POLL_MS) : null;
  }

  const listening = listen(
    database,
    'credence_progress',
    (payload) => {
      const [position, ...readers] = payload?.split(' ') ?? [];
      if (position !== undefined) report(readers, position as Position);
    },
    logger,
  );

  return {
    report,

    async waitFor(readers, position, timeoutMs) {
      if (haveReached(readers, position)) return true;
      return await new Promise((resolve) => {
        const finish = (reached: boolean) => {
          clearTimeout(timer);
          waiters.delete(waiter);
          if (waiters.size === 0) stopPolling();
          resolve(reached);
        };
        const waiter: Waiter = { readers, position, resolve: finish };
        const timer = setTimeout(finish, timeoutMs, false);
        waiters.add(waiter);
        polling ??= setTimeout(() => void poll(), POLL_MS);
      });
    },

    async stop() {
      stopPolling();
      for (const waiter of waiters) waiter.resolve(false);
      await listening.stop();
    },
  };
}
