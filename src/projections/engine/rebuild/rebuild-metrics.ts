import type { Pool } from 'pg';
import type { Registry } from 'prom-client';
import { storeGauge } from '../../../runtime/store-gauge.js';
import { readRebuilds, shareOf } from './rebuilds.js';

/** Registers the metrics of the versions beside read models. */
export function rebuildMetrics(registry: Registry, pool: Pool): void {
  storeGauge(
    {
      registry,
      name: 'credence_rebuild_share',
      help: 'Share of the log, from 0 to 1, that the version beside a read model has read, by its state.',
      labelNames: ['reader', 'state'],
    },
    async (gauge) => {
      const rebuilds = await readRebuilds(pool);
      // A rebuild that has changed its state must not be there twice.
      gauge.reset();
      for (const rebuild of rebuilds)
        gauge.set({ reader: rebuild.reader, state: rebuild.state }, shareOf(rebuild));
    },
  );
  storeGauge(
    {
      registry,
      name: 'credence_rebuild_parked_events',
      help: 'Parked events of the version beside a read model, which prevent its promotion.',
      labelNames: ['reader'],
    },
    async (gauge) => {
      const rebuilds = await readRebuilds(pool);
      gauge.reset();
      for (const { reader, parked } of rebuilds) gauge.set({ reader }, parked);
    },
  );
}
