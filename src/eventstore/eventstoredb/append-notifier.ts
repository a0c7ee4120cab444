import { setTimeout as pause } from 'node:timers/promises';
import type { AllStreamSubscription } from '@eventstore/db-client';
import type { Logger } from 'pino';
import { allowEarlyStop } from './calls.js';
import { positionOf } from './wire-format.js';
import type { Position } from '../port.js';

export type WarningLogger = Pick<Logger, 'warn'>;

/** The pause before a subscription is reopened. It varies randomly by half. */
const RESTART_MS = 1_000;

interface Feed {
  /** Opens a subscription to the events from now on. */
  subscribe: () => AllStreamSubscription;
  head: () => Promise<Position>;
  /** The interval at which a subscription is compared with the head, in milliseconds. */
  checkIntervalMs: number;
  logger: WarningLogger | undefined;
}

/**
 * Notifies listeners of every append that a subscription reports. The subscription is not a source of events: after an
 * interruption it does not request the missed ones, and notifies once.
 *
 * A stopping node may leave a subscription open and silent. The notifier therefore reads the head at an interval, and
 * reopens a subscription that has not reported the previous head.
 */
export class AppendNotifier {
  readonly #feed: Feed;
  readonly #listeners = new Set<{ notify: () => void }>();
  readonly #stopping = new AbortController();
  #listening: Promise<void> | undefined;
  #scheduled: NodeJS.Immediate | undefined;

  constructor(feed: Feed) {
    this.#feed = feed;
  }

  /** Adds a listener. The first one opens the subscription. */
  onAppend(notify: () => void): () => void {
    const listener = { notify };
    this.#listeners.add(listener);
    this.#listening ??= this.#keepListening();
    return () => this.#listeners.delete(listener);
  }

  async stop(): Promise<void> {
    this.#listeners.clear();
    this.#stopping.abort();
    await this.#listening;
    clearImmediate(this.#scheduled);
  }

  async #keepListening(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#listenOnce(signal);
      } catch (error) {
        this.#warn(error);
      }
      await pause(RESTART_MS * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined);
    }
  }

  #warn(error: unknown): void {
    if (this.#stopping.signal.aborted) return;
    this.#feed.logger?.warn({ err: error }, 'subscription to the event log lost; reopening');
  }

  /** Resolves when the subscription has ended, for any reason. */
  async #listenOnce(signal: AbortSignal): Promise<void> {
    // Read before subscribing, so that no event is missed. The cost is at most one needless reopening.
    let reported = await this.#feed.head();
    if (signal.aborted) return;
    const subscription = this.#feed.subscribe();
    allowEarlyStop(subscription);
    const watching = new AbortController();
    const end = () => subscription.destroy(new Error('The notifier was stopped.'));
    signal.addEventListener('abort', end);
    const watched = this.#watch(subscription, () => reported, watching.signal);
    try {
      this.#notifyListeners();
      for await (const { event } of subscription) {
        if (event !== undefined) reported = positionOf(event.position);
        this.#notifyListeners();
      }
    } finally {
      signal.removeEventListener('abort', end);
      watching.abort();
      // Not awaited, because it blocks while the client discovers a node.
      void subscription.unsubscribe().catch(() => undefined);
      await watched;
    }
  }

  async #watch(
    subscription: AllStreamSubscription,
    reported: () => Position,
    signal: AbortSignal,
  ): Promise<void> {
    let due = reported();
    try {
      for (;;) {
        await pause(this.#feed.checkIntervalMs, undefined, { signal });
        if (reported() < due) throw new Error('The subscription fell silent.');
        due = await this.#feed.head();
      }
    } catch (error) {
      if (!signal.aborted) subscription.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Calls each listener once in this turn of the event loop, however many events arrived. */
  #notifyListeners(): void {
    this.#scheduled ??= setImmediate(() => {
      this.#scheduled = undefined;
      for (const { notify } of this.#listeners) notify();
    });
  }
}
