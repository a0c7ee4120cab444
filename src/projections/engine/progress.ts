import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { listen } from '../../eventstore/postgres/listen.js';
import type { Position } from '../../eventstore/port.js';
import { readProgress } from './checkpoints.js';

/** Knows how far readers have come, in this process and in others, and waits for them. */
export interface Progress {
  /** Tells what was reached in this process, before the database tells it to others. */
  report(reader: string, position: Position): void;
  /**
   * Waits until all the readers have passed a position, at most `timeoutMs`.
   *
   * @returns whether they have
   */
  waitFor(readers: readonly string[], position: Position, timeoutMs: number): Promise<boolean>;
  stop(): Promise<void>;
}

interface Waiter {
  readonly readers: readonly string[];
  readonly position: Position;
  readonly done: (reached: boolean) => void;
}

/** Notifications can be lost; while somebody waits, the table is asked as well. */
const POLL_MS = 100;

export function watchProgress({ pool, url, logger }: { pool: Pool; url: string; logger: Logger }): Progress {
  const positions = new Map<string, Position>();
  const waiters = new Set<Waiter>();
  let polling: NodeJS.Timeout | null = null;

  const has = (readers: readonly string[], position: Position) =>
    readers.every((reader) => (positions.get(reader) ?? '') >= position);

  function report(reader: string, position: Position): void {
    // A reader that starts again from the beginning goes back.
    positions.set(reader, position);
    for (const waiter of waiters) if (has(waiter.readers, waiter.position)) waiter.done(true);
  }

  async function poll(): Promise<void> {
    try {
      for (const { reader, position } of await readProgress(pool)) report(reader, position);
    } catch (error) {
      logger.warn({ err: error }, 'cannot read how far the readers are');
    }
    polling = waiters.size > 0 ? setTimeout(() => void poll(), POLL_MS) : null;
  }

  const listening = listen(
    url,
    'credence_progress',
    (payload) => {
      const [reader, position] = payload?.split(' ') ?? [];
      if (reader !== undefined && position !== undefined) report(reader, position as Position);
    },
    logger,
  );

  return {
    report,

    async waitFor(readers, position, timeoutMs) {
      if (has(readers, position)) return true;
      return await new Promise((resolve) => {
        const finish = (reached: boolean) => {
          clearTimeout(timer);
          waiters.delete(waiter);
          resolve(reached);
        };
        const waiter: Waiter = { readers, position, done: finish };
        const timer = setTimeout(finish, timeoutMs, false);
        waiters.add(waiter);
        polling ??= setTimeout(() => void poll(), POLL_MS);
      });
    },

    async stop() {
      if (polling !== null) clearTimeout(polling);
      for (const waiter of waiters) waiter.done(false);
      await listening.stop();
    },
  };
}
