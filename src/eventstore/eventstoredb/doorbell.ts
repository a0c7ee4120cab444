import { setTimeout as pause } from 'node:timers/promises';
import type { AllStreamSubscription } from '@eventstore/db-client';
import type { Logger } from 'pino';
import { makeLeavable } from './calls.js';
import { positionOf } from './wire-format.js';
import type { Position } from '../port.js';

export type WarningLogger = Pick<Logger, 'warn'>;

/** The pause before a subscription is opened anew; half of it more or less by chance. */
const RESTART_MS = 1_000;

interface Bell {
  /** Opens a subscription to what will be appended from now on. */
  subscribe: () => AllStreamSubscription;
  head: () => Promise<Position>;
  /** How often a subscription is compared with the head, in milliseconds. */
  watchEveryMs: number;
  logger: WarningLogger | undefined;
}

/**
 * Rings for every append that a subscription tells of. The subscription is no source of events: what it
 * missed while it was down is not asked for, it rings once when it is back.
 *
 * A stopping node may leave a subscription open and silent. So the head is looked at from time to
 * time, and a subscription that did not tell of what was the head a look ago is opened anew.
 */
export class Doorbell {
  readonly #bell: Bell;
  readonly #listeners = new Set<{ ring: () => void }>();
  readonly #stopping = new AbortController();
  #listening: Promise<void> | undefined;
  #ringing: NodeJS.Immediate | undefined;

  constructor(bell: Bell) {
    this.#bell = bell;
  }

  /** Adds a listener; the first one opens the subscription. */
  onAppend(ring: () => void): () => void {
    const listener = { ring };
    this.#listeners.add(listener);
    this.#listening ??= this.#keepListening();
    return () => this.#listeners.delete(listener);
  }

  async stop(): Promise<void> {
    this.#listeners.clear();
    this.#stopping.abort();
    await this.#listening;
    clearImmediate(this.#ringing);
  }

  async #keepListening(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#listenOnce(signal);
      } catch (error) {
        this.#lost(error);
      }
      await pause(RESTART_MS * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined);
    }
  }

  #lost(error: unknown): void {
    if (this.#stopping.signal.aborted) return;
    this.#bell.logger?.warn({ err: error }, 'the doorbell of the event log is opened anew');
  }

  /** Ends when the subscription does, for whatever reason. */
  async #listenOnce(signal: AbortSignal): Promise<void> {
    // Read before subscribing: then every event after it is told of, or one too many restarts is made.
    let heard = await this.#bell.head();
    if (signal.aborted) return;
    const subscription = this.#bell.subscribe();
    makeLeavable(subscription);
    const watching = new AbortController();
    const end = () => subscription.destroy(new Error('The doorbell was stopped.'));
    signal.addEventListener('abort', end);
    const watched = this.#watch(subscription, () => heard, watching.signal);
    try {
      this.#ring();
      for await (const { event } of subscription) {
        if (event !== undefined) heard = positionOf(event.position);
        this.#ring();
      }
    } finally {
      signal.removeEventListener('abort', end);
      watching.abort();
      // Not awaited: while the client still looks for a node, this waits for it.
      void subscription.unsubscribe().catch(() => undefined);
      await watched;
    }
  }

  async #watch(
    subscription: AllStreamSubscription,
    heard: () => Position,
    signal: AbortSignal,
  ): Promise<void> {
    let due = heard();
    try {
      for (;;) {
        await pause(this.#bell.watchEveryMs, undefined, { signal });
        if (heard() < due) throw new Error('The subscription fell silent.');
        due = await this.#bell.head();
      }
    } catch (error) {
      if (!signal.aborted) subscription.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Calls everybody once, however many events came in this turn of the event loop. */
  #ring(): void {
    this.#ringing ??= setImmediate(() => {
      this.#ringing = undefined;
      for (const { ring } of this.#listeners) ring();
    });
  }
}
