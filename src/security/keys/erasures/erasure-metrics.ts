import type { Pool } from 'pg';
import type { Registry } from 'prom-client';
import { storeGauge } from '../../../runtime/store-gauge.js';

/** Index: erasures_open. A sign-up of the same person is part of the erasure of its user. */
const OPEN = `
  select count(*)::int as open,
         coalesce(greatest(0, extract(epoch from clock_timestamp() - min(erased_at))), 0)::float8 as seconds
  from credence_keys.erasures where completed_at is null and subject = user_id`;

/** Registers the metrics of erasures. */
export function erasureMetrics(registry: Registry, pool: Pool): void {
  const read = async () => (await pool.query<{ open: number; seconds: number }>(OPEN)).rows[0];
  storeGauge(
    { registry, name: 'credence_erasures_open', help: 'Erasures that are not complete.' },
    async (gauge) => gauge.set((await read())?.open ?? 0),
  );
  storeGauge(
    {
      registry,
      name: 'credence_erasures_oldest_seconds',
      help: 'Age of the oldest erasure that is not complete; 0 without one.',
    },
    async (gauge) => gauge.set((await read())?.seconds ?? 0),
  );
}
