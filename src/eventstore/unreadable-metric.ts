import { Counter } from 'prom-client';
import type { Registry } from 'prom-client';

/** Registers the metric of unreadable events, and returns the function that counts a read of one by its type. */
export function countUnreadable(registry: Registry): (type: string) => void {
  const reads = new Counter({
    name: 'credence_unreadable_events_total',
    help: 'Reads of events that this release cannot read, by type.',
    labelNames: ['type'],
    registers: [registry],
  });
  return (type) => reads.inc({ type });
}
