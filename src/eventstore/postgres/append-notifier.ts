import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { query, type WarningLogger } from './connections.js';
import type { Database } from '../../runtime/postgres/client.js';
import { listen, type Listening } from '../../runtime/postgres/listen.js';

const CHANNEL = 'credence_log_appended';
const MIN_INTERVAL_MS = 20;
/** Interval at which a listening process shows its presence to the others. */
const PRESENCE_MS = 2_000;
/** Silence of all others after which a process that hears itself takes itself to be the only one. */
const ALONE_AFTER_MS = 3 * PRESENCE_MS;

/**
 * Notifies this process immediately, and other processes soon, of new events. `NOTIFY` takes a global lock in every
 * commit, so it is sent after the append, and not for each one. A process that hears no other process notifies none; its
 * regular notification shows its presence to one that starts.
 */
export class AppendNotifier {
  readonly #pool: pg.Pool;
  readonly #database: Database;
  readonly #logger: WarningLogger | undefined;
  readonly #onConnect: () => void;
  /** The payload of this process's own notifications, which it ignores. */
  readonly #sender = randomUUID();
  readonly #listeners = new Set<{ notify: () => void }>();
  #listening: Listening | undefined;
  #scheduled: NodeJS.Immediate | undefined;
  #notifyTimer: NodeJS.Timeout | undefined;
  #notifying: Promise<void> = Promise.resolve();
  #lastNotified = -Infinity;
  /** The time of the last notification of another process. */
  #lastHeard = performance.now();
  /** The time of the last own notification that came back, which shows that this process can hear. */
  #lastEcho = -Infinity;
  #presence: NodeJS.Timeout | undefined;

  /** @param onConnect called when the connection that listens is made, also after it was lost */
  constructor(pool: pg.Pool, database: Database, logger: WarningLogger | undefined, onConnect: () => void) {
    this.#pool = pool;
    this.#database = database;
    this.#logger = logger;
    this.#onConnect = onConnect;
  }

  /** Adds a listener. The first one opens the connection that receives other processes' notifications. */
  onAppend(notify: () => void): () => void {
    const listener = { notify };
    this.#listeners.add(listener);
    this.#listening ??= listen(
      this.#database,
      CHANNEL,
      (sender) => {
        this.#received(sender);
      },
      this.#logger,
    );
    this.#presence ??= setInterval(() => this.#notifySoon(), PRESENCE_MS).unref();
    return () => this.#listeners.delete(listener);
  }

  /** Notifies the listeners, and the other processes if there are any. Called after every commit. */
  appended(): void {
    this.#notifyListeners();
    // A process that does not listen cannot know whether it is alone.
    if (this.#listening === undefined || !this.#isAlone()) this.#notifySoon();
  }

  #isAlone(): boolean {
    const now = performance.now();
    return now - this.#lastHeard > ALONE_AFTER_MS && now - this.#lastEcho < ALONE_AFTER_MS;
  }

  #notifySoon(): void {
    const pause = this.#lastNotified + MIN_INTERVAL_MS - performance.now();
    this.#notifyTimer ??= setTimeout(
      () => {
        this.#notifying = this.#notifyProcesses();
      },
      Math.max(0, pause),
    );
  }

  /** Sends the pending notification and removes all listeners. */
  async stop(): Promise<void> {
    clearImmediate(this.#scheduled);
    clearInterval(this.#presence);
    this.#listeners.clear();
    // Stops listening first: a notification of another process may schedule one of this process.
    await this.#listening?.stop();
    await this.#notifying;
    if (this.#notifyTimer) {
      clearTimeout(this.#notifyTimer);
      await this.#notifyProcesses();
    }
  }

  /** @param sender undefined after a connect, before which notifications may have been missed */
  #received(sender: string | undefined): void {
    if (sender === this.#sender) {
      this.#lastEcho = performance.now();
      return;
    }
    if (sender === undefined) this.#onConnect();
    // Answers a process that has just started, which then notifies this one of its appends too.
    if (sender === undefined || this.#isAlone()) this.#notifySoon();
    this.#lastHeard = performance.now();
    this.#notifyListeners();
  }

  /** Calls each listener once in this turn of the event loop, however many appends there were. */
  #notifyListeners(): void {
    this.#scheduled ??= setImmediate(() => {
      this.#scheduled = undefined;
      for (const { notify } of this.#listeners) notify();
    });
  }

  async #notifyProcesses(): Promise<void> {
    this.#notifyTimer = undefined;
    this.#lastNotified = performance.now();
    try {
      await query(this.#pool, {
        name: 'notify',
        text: `select pg_notify('${CHANNEL}', $1)`,
        values: [this.#sender],
      });
    } catch (error) {
      this.#logger?.warn({ err: error }, 'notification of other processes failed');
    }
  }
}
