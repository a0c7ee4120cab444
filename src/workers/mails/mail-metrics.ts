import { Counter, Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import { MailDelayed } from './smtp/delivery-errors.js';
import type { MailRefused } from './smtp/delivery-errors.js';

/** The attempts of a process to deliver mails. */
export interface DeliveryAttempts {
  /** Counts an attempt, with its failure or null. */
  record(failure: MailRefused | MailDelayed | null): void;
  /** Returns the milliseconds since the first failure after the last mail that the server judged; 0 without one. */
  failingMs(): number;
}

const MS_PER_SECOND = 1000;

/** Counts the attempts to deliver mails, and registers their metrics. */
export function countDeliveryAttempts(registry: Registry): DeliveryAttempts {
  let failingSince: number | null = null;
  const failingMs = () => (failingSince === null ? 0 : performance.now() - failingSince);
  const failures = new Counter({
    name: 'credence_mail_failures_total',
    help: 'Deliveries that the mail server did not accept, by stage.',
    labelNames: ['stage'],
    registers: [registry],
  });
  new Gauge({
    name: 'credence_mail_failing_seconds',
    help: 'Time for which the mail server has accepted nothing, since the first failure; 0 while it works.',
    registers: [registry],
    collect() {
      this.set(failingMs() / MS_PER_SECOND);
    },
  });
  return {
    record(failure) {
      if (failure !== null) failures.inc({ stage: failure.stage });
      // A server that rejects one mail for good works.
      failingSince = failure instanceof MailDelayed ? (failingSince ?? performance.now()) : null;
    },
    failingMs,
  };
}
