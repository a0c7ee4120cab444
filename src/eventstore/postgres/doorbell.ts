import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { query, type WarningLogger } from './connections.js';
import type { Database } from '../../runtime/postgres/client.js';
import { listen, type Listening } from '../../runtime/postgres/listen.js';

const CHANNEL = 'credence_log_appended';
const MIN_INTERVAL_MS = 20;

/**
 * Tells this process at once and the others soon that something was appended. `NOTIFY` has a lock of
 * its own in every commit, so it is sent after the append and not for each.
 */
export class Doorbell {
  readonly #pool: pg.Pool;
  readonly #database: Database;
  readonly #log: WarningLogger | undefined;
  /** The payload of our own notifications: we have heard those already. */
  readonly #self = randomUUID();
  readonly #listeners = new Set<{ ring: () => void }>();
  #listening: Listening | undefined;
  #ringing: NodeJS.Immediate | undefined;
  #notifying: NodeJS.Timeout | undefined;
  #lastNotified = 0;

  constructor(pool: pg.Pool, database: Database, logger: WarningLogger | undefined) {
    this.#pool = pool;
    this.#database = database;
    this.#log = logger;
  }

  /** Adds a listener; the first one opens the connection that hears other processes. */
  onAppend(ring: () => void): () => void {
    const listener = { ring };
    this.#listeners.add(listener);
    this.#listening ??= listen(
      this.#database,
      CHANNEL,
      (sender) => {
        this.#heard(sender);
      },
      this.#log,
    );
    return () => this.#listeners.delete(listener);
  }

  /** To be called after a commit. */
  appended(): void {
    this.#ring();
    const pause = this.#lastNotified + MIN_INTERVAL_MS - Date.now();
    this.#notifying ??= setTimeout(() => void this.#notify(), Math.max(0, pause));
  }

  /** Tells the others of the last append, and nobody here of anything more. */
  async stop(): Promise<void> {
    clearImmediate(this.#ringing);
    this.#listeners.clear();
    if (this.#notifying) {
      clearTimeout(this.#notifying);
      await this.#notify();
    }
    await this.#listening?.stop();
  }

  #heard(sender: string | undefined): void {
    if (sender !== this.#self) this.#ring();
  }

  /** Calls everybody once, however often it was rung in this turn of the event loop. */
  #ring(): void {
    this.#ringing ??= setImmediate(() => {
      this.#ringing = undefined;
      for (const { ring } of this.#listeners) ring();
    });
  }

  async #notify(): Promise<void> {
    this.#notifying = undefined;
    this.#lastNotified = Date.now();
    try {
      await query(this.#pool, {
        name: 'notify',
        text: `select pg_notify('${CHANNEL}', $1)`,
        values: [this.#self],
      });
    } catch (error) {
      this.#log?.warn({ err: error }, 'other processes could not be told of an append');
    }
  }
}
