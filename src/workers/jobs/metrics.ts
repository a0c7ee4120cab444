import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import type { JobQueue } from './jobs.js';

/** How many jobs are in which state. */
export function jobMetrics(registry: Registry, queue: JobQueue): void {
  new Gauge({
    name: 'credence_jobs',
    help: 'Jobs by state.',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'failed');
      for (const [state, count] of Object.entries(counts)) this.set({ state }, count);
    },
  });
}
