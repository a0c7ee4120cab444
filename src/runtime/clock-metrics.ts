import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';

/** Reports the difference between the system clock of this process and the clock of decisions. */
export function clockMetrics(registry: Registry, now: () => Date): void {
  new Gauge({
    name: 'credence_clock_difference_seconds',
    help: 'Seconds by which the system clock of this process is ahead of the clock of PostgreSQL.',
    registers: [registry],
    collect() {
      this.set((Date.now() - now().getTime()) / 1000);
    },
  });
}
