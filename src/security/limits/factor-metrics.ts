import { Counter, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';
import type { AttemptOutcome } from './attempt-metrics.js';

/** Counts sign-ins and second steps. */
export interface FactorMetrics {
  /** @param kind the method, such as `totp` or `recovery_code` */
  secondFactor(kind: string, outcome: AttemptOutcome): void;
  /**
   * @param first the method of the first proof (`pwd`, `fed`)
   * @param acr the level of the session
   */
  signIn(first: string, acr: string): void;
  /** Counts a sign-in by password and trusted device, without the second factor. */
  trustedSignIn(): void;
  /** @param steps how far the code was ahead of the clock of the service, in steps of 30 s */
  totpDrift(steps: number): void;
}

/** Registers the metrics of sign-ins and second steps. */
export function factorMetrics(registry: Registry): FactorMetrics {
  const registers = [registry];
  const attempts = new Counter({
    name: 'credence_second_factor_total',
    help: 'Attempts on second factors, by kind and outcome; locked: refused without a comparison.',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  const signIns = new Counter({
    name: 'credence_sign_ins_total',
    help: 'Sign-ins by the method of the first proof and the level of the session.',
    labelNames: ['first', 'acr'],
    registers,
  });
  const recoveryCodes = new Counter({
    name: 'credence_recovery_codes_used_total',
    help: 'Recovery codes used.',
    registers,
  });
  const trusted = new Counter({
    name: 'credence_trusted_sign_ins_total',
    help: 'Sign-ins whose second factor a trusted device replaced.',
    registers,
  });
  const drift = new Histogram({
    name: 'credence_totp_drift_steps',
    help: 'Steps of 30 s by which accepted codes were ahead of the clock of the service.',
    buckets: [-1, 0, 1],
    registers,
  });
  return {
    secondFactor(kind, outcome) {
      attempts.inc({ kind, outcome });
      if (kind === 'recovery_code' && outcome === 'proved') recoveryCodes.inc();
    },
    signIn: (first, acr) => signIns.inc({ first, acr }),
    trustedSignIn: () => trusted.inc(),
    totpDrift: (steps) => drift.observe(steps),
  };
}
