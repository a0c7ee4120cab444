import type { Pool } from 'pg';
import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import type { EventStore } from '../eventstore/port.js';
import { storeGauge } from '../runtime/store-gauge.js';
import { readNewestCheckpoint, secondsBehind } from './tree-tables.js';

/** Registers the metrics of the notary. Returns a function that records whether its last look ended in a refusal. */
export function notaryMetrics(registry: Registry, pool: Pool, store: EventStore): (refused: boolean) => void {
  storeGauge(
    { registry, name: 'credence_notary_tree_size', help: 'Events that the newest checkpoint covers.' },
    async (gauge) => {
      gauge.set((await readNewestCheckpoint(pool))?.size ?? 0);
    },
  );
  storeGauge(
    {
      registry,
      name: 'credence_notary_lag_seconds',
      help: 'Seconds since the notary last moved while the log has events that it has not read; 0 at the head.',
    },
    async (gauge) => {
      gauge.set(await secondsBehind(pool, await store.head()));
    },
  );
  const refusing = new Gauge({
    name: 'credence_notary_refusing',
    help: '1 if the notary of this process refuses to sign, because the log contradicts an earlier signature.',
    registers: [registry],
  });
  return (refused) => {
    refusing.set(refused ? 1 : 0);
  };
}
