import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import type { Outbox } from './outbox.js';
import type { JobQueue } from './queue.js';

/** Registers the metrics of the job queue: jobs by state, and the age of the oldest unfinished job. */
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
    help: 'Seconds since the oldest unfinished job became due.',
    registers: [registry],
    async collect() {
      this.set(await outbox.oldestSeconds());
    },
  });
}
