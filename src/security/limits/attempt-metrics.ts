import { Counter } from 'prom-client';
import type { Registry } from 'prom-client';

/** Outcome of a password check; `locked`: the account was locked and the password was not compared. */
export type AttemptOutcome = 'proved' | 'failed' | 'locked';

/** Returns a function that counts password checks by outcome. */
export function attemptMetrics(registry: Registry): (outcome: AttemptOutcome) => void {
  const attempts = new Counter({
    name: 'credence_password_attempts_total',
    help: 'Password checks by outcome; locked: not compared.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  return (outcome) => attempts.inc({ outcome });
}
