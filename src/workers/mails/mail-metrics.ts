import { Counter } from 'prom-client';
import type { Registry } from 'prom-client';

/** Registers the metric of failed deliveries, and returns the function that counts one. */
export function mailMetrics(registry: Registry): (stage: string) => void {
  const failures = new Counter({
    name: 'credence_mail_failures_total',
    help: 'Deliveries that the mail server did not accept, by stage.',
    labelNames: ['stage'],
    registers: [registry],
  });
  return (stage) => failures.inc({ stage });
}
