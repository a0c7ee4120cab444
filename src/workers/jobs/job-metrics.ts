import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import type { JobQueue } from './queue.js';
import type { Outbox } from './outbox.js';

/** How many jobs are in which state, and how long the oldest one has waited. */
export function jobMetrics(registry: Registry, queue: JobQueue, outbox: Outbox): void {
  new Gauge({
    name: 'credence_jobs',
    help: 'Jobs by state.',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      for (const [state, count] of Object.entries(await queue.counts())) this.set({ state }, count);
    },
  });
  new Gauge({
    name: 'credence_jobs_oldest_seconds',
    help: 'For how long the oldest job has been due and not done.',
    registers: [registry],
    async collect() {
      this.set(await outbox.oldestSeconds());
    },
  });
}
