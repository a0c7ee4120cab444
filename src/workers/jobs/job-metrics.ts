import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import type { Outbox } from './outbox.js';

/** Registers the metrics of the outbox: jobs by state, and the age of the oldest unfinished job. */
export function jobMetrics(registry: Registry, outbox: Pick<Outbox, 'count'>): void {
  new Gauge({
    name: 'credence_jobs',
    help: 'Jobs by state.',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const { oldestSeconds: _, ...states } = await outbox.count();
      for (const [state, count] of Object.entries(states)) this.set({ state }, count);
    },
  });
  new Gauge({
    name: 'credence_jobs_oldest_seconds',
    help: 'Seconds since the oldest unfinished job became due.',
    registers: [registry],
    async collect() {
      this.set((await outbox.count()).oldestSeconds);
    },
  });
}
