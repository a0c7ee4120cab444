import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Endpoint, PauseReason } from '../../domain/webhook/webhook.js';
import type { Position, StoredEvent } from '../../eventstore/port.js';
import { wakeUp } from '../../runtime/concurrency/wake-up.js';
import type { DeliverEvent } from './deliver-event.js';
import { startLogReading } from './log-reading.js';
import { EndpointDeliveries, REFILL } from './queues/endpoint-deliveries.js';
import type { Item } from './queues/item.js';
import type { PostResult } from './receiver-client.js';
import type { Slots } from './slots.js';
import type { EndpointStore, LedEndpoint, Progress, StoredEndpoint } from './store/endpoint-store.js';

export interface PumpParts {
  readonly store: Pick<EndpointStore, 'record' | 'loadWaiting'>;
  readonly readLog: (after: Position) => Promise<StoredEvent[]>;
  readonly deliver: DeliverEvent;
  /** Records the pause of an endpoint in the log. */
  readonly pause: (endpoint: LedEndpoint, reason: PauseReason) => Promise<void>;
  /** The slots that all endpoints of the process share. */
  readonly slots: Slots;
  readonly onAttempt: (webhookId: string, item: Item, attempt: PostResult) => void;
  /** Concurrent requests to one endpoint. */
  readonly maxInFlight: number;
  readonly now: () => Date;
  readonly logger: Logger;
}

/** Delivers events to one endpoint. */
export interface Pump {
  readonly endpoint: LedEndpoint;
  /** True when it has lost the lead. It never starts again. */
  readonly hasLostLead: boolean;
  /** Tells it that the log may have further events. */
  wake(): void;
  /** Ends it. Requests that do not finish within the grace period are aborted and repeated later. */
  stop(graceMs: number): Promise<void>;
}

/** Pause after an outage of a store. */
const OUTAGE_PAUSE_MS = 500;
/** Moves of the cursor over unwanted events are recorded this often. */
const RECORD_MOVES_MS = 1000;

/** Starts the deliveries to an endpoint that this process leads. They end when it no longer does. */
export function startPump(
  parts: PumpParts,
  endpoint: LedEndpoint,
  webhook: Endpoint,
  stored: StoredEndpoint,
): Pump {
  const { slots, logger } = parts;
  const deliveries = new EndpointDeliveries(webhook, stored);
  const reading = startLogReading(deliveries, parts.readLog);
  const running = new Set<Promise<void>>();
  const aborting = new AbortController();
  // Each attempt and each unread answer listens.
  setMaxListeners(0, aborting.signal);
  const waiting = wakeUp();
  const now = () => parts.now().getTime();
  let isStopping = false;
  let isLed = true;
  let unsaved: Progress | null = null;
  let movesDueAt = 0;

  async function attempt(item: Item): Promise<void> {
    try {
      const result = await parts.deliver(webhook, item, aborting.signal);
      if (aborting.signal.aborted) return;
      parts.onAttempt(endpoint.id, item, result);
      const reason = deliveries.settle(item, result, now());
      if (reason !== null) await parts.pause(endpoint, reason);
    } catch (error) {
      logger.warn({ webhook: endpoint.id, err: error }, 'delivery interrupted by an outage');
      deliveries.postpone(item, now() + OUTAGE_PAUSE_MS);
    }
  }

  /** Starts the due deliveries. Returns false if some have to wait for others to end. */
  function startDue(): boolean {
    while (deliveries.hasDue(now())) {
      if (running.size >= (deliveries.isFailing ? 1 : parts.maxInFlight) || !slots.take(waiting.wake))
        return false;
      const item = deliveries.take(now());
      if (item === null) {
        slots.free();
        break;
      }
      const ended = attempt(item).finally(() => {
        running.delete(ended);
        slots.free();
        waiting.wake();
      });
      running.add(ended);
    }
    return true;
  }

  async function record(): Promise<void> {
    const { unrecorded } = deliveries;
    if (unsaved === null) {
      if (unrecorded === null || (unrecorded === 'moves' && now() < movesDueAt)) return;
      unsaved = deliveries.takeProgress();
      movesDueAt = now() + RECORD_MOVES_MS;
    }
    // An outage leaves it unsaved, and the next call repeats it.
    isLed = await parts.store.record(endpoint, unsaved);
    unsaved = null;
  }

  /** Loads the next events of held subjects whose first ones are delivered. Returns true if there were some. */
  async function refill(subjects: readonly string[]): Promise<boolean> {
    if (subjects.length === 0) return false;
    deliveries.refill(subjects, await parts.store.loadWaiting(endpoint, subjects, REFILL));
    return true;
  }

  async function step(): Promise<void> {
    const hasRead = !isStopping && (await reading.readOn());
    const allStarted = isStopping || startDue();
    // The record has to have all outcomes of the drained subjects. A repeated one lacks the newest.
    const drained = unsaved === null ? deliveries.drained() : [];
    await record();
    const hasRefilled = !isStopping && isLed && (await refill(drained));
    if (hasRead || hasRefilled || deliveries.unrecorded === 'outcomes') return;
    const untilDue = (deliveries.nextDue() ?? Infinity) - now();
    await waiting.wait(allStarted && !isStopping ? Math.min(RECORD_MOVES_MS, untilDue) : RECORD_MOVES_MS);
  }

  const isFinished = () =>
    !isLed || (isStopping && running.size === 0 && unsaved === null && deliveries.unrecorded !== 'outcomes');

  async function run(): Promise<void> {
    while (!isFinished()) {
      try {
        await step();
      } catch (error) {
        logger.warn({ webhook: endpoint.id, err: error }, 'deliveries of a webhook failed; retrying');
        // Another process repeats them.
        if (isStopping) break;
        await sleep(OUTAGE_PAUSE_MS);
      }
    }
    aborting.abort();
    await Promise.all(running);
  }

  const ended = run();
  return {
    endpoint,
    get hasLostLead() {
      return !isLed;
    },
    wake() {
      reading.announce();
      waiting.wake();
    },
    async stop(graceMs) {
      isStopping = true;
      waiting.wake();
      const timer = setTimeout(() => aborting.abort(), graceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}
