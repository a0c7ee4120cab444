import type { Registry } from 'prom-client';
import { storeGauge } from '../../runtime/store-gauge.js';
import type { Outbox } from './outbox.js';

/** Registers the metrics of the outbox: jobs by state, and the age of the oldest unfinished job. */
export function jobMetrics(registry: Registry, outbox: Pick<Outbox, 'count'>): void {
  storeGauge(
    { registry, name: 'credence_jobs', help: 'Jobs by state.', labelNames: ['state'] },
    async (gauge) => {
      const { oldestSeconds: _, ...states } = await outbox.count();
      for (const [state, count] of Object.entries(states)) gauge.set({ state }, count);
    },
  );
  storeGauge(
    {
      registry,
      name: 'credence_jobs_oldest_seconds',
      help: 'Seconds since the oldest unfinished job became due.',
    },
    async (gauge) => {
      gauge.set((await outbox.count()).oldestSeconds);
    },
  );
}
