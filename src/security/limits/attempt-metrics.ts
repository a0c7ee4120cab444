import { Counter } from 'prom-client';
import type { Registry } from 'prom-client';

/** What became of an attempt to prove a password; `locked`: it was not compared. */
export type AttemptOutcome = 'proved' | 'failed' | 'locked';

/** Counts attempts by what became of them. */
export function attemptMetrics(registry: Registry): (outcome: AttemptOutcome) => void {
  const attempts = new Counter({
    name: 'credence_password_attempts_total',
    help: 'Attempts to prove a password, by outcome; locked: not compared.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  return (outcome) => attempts.inc({ outcome });
}
