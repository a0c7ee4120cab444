import { v5 as uuidv5 } from 'uuid';
import { pauseWebhook } from '../../commands/webhooks/pause-webhook.js';
import { webhookAt } from '../../domain/webhook/webhook.js';
import type { PauseReason } from '../../domain/webhook/webhook.js';
import type { EventLog } from '../../eventstore/event-log.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import type { EventStore, Position, StoredEvent } from '../../eventstore/port.js';
import { wakeUp } from '../../runtime/concurrency/wake-up.js';
import { startPump } from './pump.js';
import type { Pump, PumpParts } from './pump.js';
import type { EndpointStore, LedEndpoint } from './store/endpoint-store.js';

export interface SenderParts extends Omit<PumpParts, 'readLog' | 'pause'> {
  readonly log: EventLog;
  readonly store: EndpointStore;
  /** Milliseconds for which the history of deliveries is kept. */
  readonly webhookHistoryMs: number;
}

export interface WebhookSender {
  /** Tells it that endpoints may have changed. */
  wake(): void;
  stop(): Promise<void>;
}

/** The lead of endpoints is renewed, and announcements of appends that were lost are made up for. */
const LEAD_MS = 1000;
const PRUNE_MS = 3_600_000;
const PAGE_SIZE = 200;
/** Time for running requests when the process stops, or an endpoint changes. It is shorter than a lead. */
const GRACE_MS = 1000;

/** Delivers events to the endpoints that this process leads, until it is stopped. */
export function startWebhookSender(parts: SenderParts): WebhookSender {
  const { log, store, logger } = parts;
  const pumps = new Map<string, Pump>();
  const waiting = wakeUp();
  const readLog = sharedReads(log.store);
  let isStopped = false;
  let head: Position | null = null;
  let pruneAt = 0;

  function wakeAll(): void {
    for (const pump of pumps.values()) pump.wake();
  }

  async function end(pump: Pump): Promise<void> {
    pumps.delete(pump.endpoint.id);
    await pump.stop(GRACE_MS);
  }

  async function begin(endpoint: LedEndpoint): Promise<void> {
    const webhook = await loadState(log, webhookAt(endpoint.id));
    const stored = await store.load(endpoint);
    // The reader of the endpoints has not seen the end of this one yet.
    if (webhook.status !== 'active' || stored === null) return;
    const pause = (led: LedEndpoint, reason: PauseReason) => pauseByItself(parts, led, reason);
    pumps.set(endpoint.id, startPump({ ...parts, readLog, pause }, endpoint, webhook, stored));
  }

  /** Ends the pumps of former endpoints, and starts those of new ones. */
  async function follow(led: readonly LedEndpoint[]): Promise<void> {
    const revisions = new Map(led.map(({ id, revision }) => [id, revision]));
    // After a pause of the process, the lead may be lost and taken again at the same revision.
    const isCurrent = ({ endpoint: { id, revision }, hasLostLead }: Pump) =>
      !hasLostLead && revisions.get(id) === revision;
    await Promise.all([...pumps.values()].filter((pump) => !isCurrent(pump)).map(end));
    const begun = led.map(async (endpoint) => {
      if (pumps.has(endpoint.id)) return;
      await begin(endpoint).catch((error: unknown) => {
        logger.warn({ webhook: endpoint.id, err: error }, 'webhook not started; the next check retries');
      });
    });
    await Promise.all(begun);
  }

  /** Appends may be announced late or not at all. */
  async function pollHead(): Promise<void> {
    const newest = await log.store.head();
    if (newest !== head) wakeAll();
    head = newest;
  }

  async function prune(): Promise<void> {
    if (Date.now() < pruneAt) return;
    // A page at a time: the lead must be renewed meanwhile.
    const hasMore = await store.prune(parts.webhookHistoryMs);
    pruneAt = hasMore ? 0 : Date.now() + PRUNE_MS;
  }

  async function run(): Promise<void> {
    while (!isStopped) {
      try {
        await follow(await store.lead());
        await pollHead();
        await prune();
      } catch (error) {
        logger.warn({ err: error }, 'webhooks not checked; retrying');
      }
      await waiting.wait(LEAD_MS);
    }
  }

  const unsubscribe = log.store.onAppend(wakeAll);
  const running = run();
  return {
    wake: waiting.wake,
    async stop() {
      isStopped = true;
      unsubscribe();
      waiting.wake();
      await running;
      await Promise.all([...pumps.values()].map(end));
      await store.release().catch((error: unknown) => {
        logger.warn({ err: error }, 'webhooks not released; others take them in a few seconds');
      });
    },
  };
}

/** Records a pause that no one requested. If it fails, the next failure of the endpoint repeats it. */
async function pauseByItself(
  { log, now, logger }: SenderParts,
  { id, revision }: LedEndpoint,
  reason: PauseReason,
): Promise<void> {
  const commandId = uuidv5(`${id}/${String(revision)}/${reason}`, id);
  const cause = { commandId, correlationId: commandId, actor: 'system', now: now(), source: null };
  try {
    await pauseWebhook({ log }, id, reason, cause);
    logger.warn({ webhook: id, reason }, 'webhook paused');
  } catch (error) {
    logger.warn({ webhook: id, err: error }, 'webhook not paused; the next failure repeats it');
  }
}

/** Returns a function that reads pages of the log. Endpoints at the same position share a read. */
function sharedReads(store: Pick<EventStore, 'readAll'>): (after: Position) => Promise<StoredEvent[]> {
  const reads = new Map<Position, Promise<StoredEvent[]>>();
  return async (after) => {
    const found = reads.get(after);
    if (found !== undefined) return await found;
    const read = store.readAll({ after, limit: PAGE_SIZE }).finally(() => reads.delete(after));
    reads.set(after, read);
    return await read;
  };
}
