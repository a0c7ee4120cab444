import { Counter } from 'prom-client';
import type { Registry } from 'prom-client';
import type { BreachOutcome } from './breached-passwords.js';

/** Returns a function that counts breach checks of new passwords by outcome. */
export function breachMetrics(registry: Registry): (outcome: BreachOutcome) => void {
  const checks = new Counter({
    name: 'credence_breach_checks_total',
    help: 'New passwords looked up in breaches, by outcome; failed: accepted unchecked.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  return (outcome) => checks.inc({ outcome });
}
