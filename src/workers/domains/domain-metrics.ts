import { Counter } from 'prom-client';
import type { Registry } from 'prom-client';
import type { ProofOutcome } from '../../commands/domains/check-domain.js';

/** The outcome of a daily check; failed: the service itself could not make it. */
export type CheckOutcome = ProofOutcome | 'failed';

/** Counts the outcome of a daily check. */
export type CountCheck = (outcome: CheckOutcome) => void;

/** Registers the metric of the daily checks of domains. */
export function domainMetrics(registry: Registry): CountCheck {
  const checks = new Counter({
    name: 'credence_domain_checks_total',
    help: 'Daily checks of verified domains by outcome; unanswered: no name server could tell.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  return (outcome) => checks.inc({ outcome });
}
