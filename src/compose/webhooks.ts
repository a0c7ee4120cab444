import { randomUUID } from 'node:crypto';
import type { Infrastructure } from './infrastructure.js';
import type { Reader } from '../projections/engine/reader.js';
import type { Lifecycle } from '../runtime/lifecycle.js';
import { publicForm } from '../eventstore/public-form.js';
import type { ReachRules } from '../security/webhooks/webhook-url.js';
import { openPool } from '../runtime/postgres/client.js';
import { eventDelivery } from '../workers/webhooks/deliver-event.js';
import type { ReceiverClient } from '../workers/webhooks/receiver-client.js';
import { startWebhookSender } from '../workers/webhooks/sender.js';
import { createSlots } from '../workers/webhooks/slots.js';
import { createEndpointStore } from '../workers/webhooks/store/endpoint-store.js';
import { endpointsReader } from '../workers/webhooks/store/endpoints-reader.js';
import { webhookMetrics } from '../workers/webhooks/webhook-metrics.js';

const CONNECTIONS = 4;
/** Concurrent deliveries of this process. A failing endpoint holds one of them, so many can fail without a delay. */
const MAX_IN_FLIGHT = 256;

/** A crash of the database takes back the newest outcomes, and their events are sent again with the same ids. */
const ASYNC_COMMIT = { synchronous_commit: 'off' };

/**
 * Starts the delivery of events to webhooks.
 *
 * @returns the reader that keeps the cursors of the endpoints
 */
export function startWebhooks(infrastructure: Infrastructure, lifecycle: Lifecycle): Reader {
  const { config, database, log, logger, now, registry, tracer } = infrastructure;
  const pool = openPool(database, { name: 'credence webhooks', max: CONNECTIONS, settings: ASYNC_COMMIT });
  lifecycle.defer(() => pool.end());
  const store = createEndpointStore(pool, randomUUID());
  const client = openReceiverClient(config.webhookReach, lifecycle);
  const sender = startWebhookSender({
    log,
    store,
    deliver: eventDelivery({
      store: log.store,
      toPublicForm: publicForm(log.codec, config.publicUrl),
      client,
      now,
      tracer,
    }),
    slots: createSlots(MAX_IN_FLIGHT),
    onAttempt: webhookMetrics(registry, store, now),
    maxInFlight: config.webhookConcurrency,
    webhookHistoryMs: config.webhookHistoryMs,
    now,
    logger,
  });
  lifecycle.defer(() => sender.stop());
  return endpointsReader(log.codec, () => sender.wake());
}

/** Returns a client that loads its library at the first delivery: it takes memory, and many services have no receivers. */
export function openReceiverClient(rules: ReachRules, lifecycle: Lifecycle): Pick<ReceiverClient, 'post'> {
  let opening: Promise<ReceiverClient> | null = null;
  lifecycle.defer(async () => {
    await (await opening)?.close();
  });
  const open = async () =>
    (await import('../workers/webhooks/receiver-client.js')).createReceiverClient(rules);
  return {
    async post(...request) {
      opening ??= open();
      return await (await opening).post(...request);
    },
  };
}
