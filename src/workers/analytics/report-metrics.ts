import { Counter, Gauge } from 'prom-client';
import type { Registry } from 'prom-client';

const MS_PER_SECOND = 1000;

/** Registers the metrics of reporters, and returns a function that counts the attempts of one. */
export function reportMetrics(
  registry: Registry,
): (destination: string) => (isTaken: boolean, reports: number) => void {
  const failingSince = new Map<string, number>();
  const counter = new Counter({
    name: 'credence_analytics_reports_total',
    help: 'Reports to analytics services by outcome: taken, or refused and sent again.',
    labelNames: ['destination', 'outcome'],
    registers: [registry],
  });
  new Gauge({
    name: 'credence_analytics_failing_seconds',
    help: 'Time for which an analytics service has taken no report of this process; 0 while it works.',
    labelNames: ['destination'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [destination, since] of failingSince)
        this.set({ destination }, (performance.now() - since) / MS_PER_SECOND);
    },
  });
  return (destination) => (isTaken, reports) => {
    counter.inc({ destination, outcome: isTaken ? 'taken' : 'refused' }, reports);
    if (isTaken) failingSince.delete(destination);
    else if (!failingSince.has(destination)) failingSince.set(destination, performance.now());
  };
}
