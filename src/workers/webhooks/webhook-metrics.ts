import { Counter, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';
import { storeGauge } from '../../runtime/store-gauge.js';
import type { Item } from './queues/item.js';
import type { PostResult } from './receiver-client.js';
import type { EndpointStore } from './store/endpoint-store.js';

/** Seconds from an event to its delivery: from a tenth of the aim to an outage. */
const BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 60, 3600];

/**
 * Registers the metrics of deliveries, by endpoint, and returns the function that counts an attempt.
 *
 * @param now the clock of the events
 */
export function webhookMetrics(
  registry: Registry,
  store: Pick<EndpointStore, 'count'>,
  now: () => Date,
): (webhookId: string, item: Item, attempt: PostResult) => void {
  const attempts = new Counter({
    name: 'credence_webhook_attempts_total',
    help: 'Attempts to deliver an event, by endpoint and status; none: no answer.',
    labelNames: ['webhook', 'status'],
    registers: [registry],
  });
  const handOff = new Histogram({
    name: 'credence_webhook_handoff_seconds',
    help: 'Seconds from an event to the answer to its first attempt.',
    buckets: BUCKETS,
    registers: [registry],
  });
  storeGauge(
    {
      registry,
      name: 'credence_webhook_events',
      help: 'Undelivered events of an endpoint: waiting for their next attempt, or parked.',
      labelNames: ['webhook', 'state'],
    },
    async (gauge) => {
      gauge.reset();
      for (const { id, waiting, parked } of await store.count()) {
        gauge.set({ webhook: id, state: 'waiting' }, waiting);
        gauge.set({ webhook: id, state: 'parked' }, parked);
      }
    },
  );
  storeGauge(
    {
      registry,
      name: 'credence_webhook_failing_seconds',
      help: 'Seconds since every delivery to an endpoint fails; 0 if the last one succeeded.',
      labelNames: ['webhook'],
    },
    async (gauge) => {
      gauge.reset();
      for (const { id, failingSeconds } of await store.count()) gauge.set({ webhook: id }, failingSeconds);
    },
  );
  return (webhook, { attempts: before, event }, attempt) => {
    attempts.inc({ webhook, status: String(attempt.status ?? 'none') });
    if (before === 0 && event !== null)
      handOff.observe((now().getTime() - event.recordedAt.getTime()) / 1000);
  };
}
