import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import type { RunningPasswordHasher } from './hasher.js';

/** Registers the gauge of passwords that wait for hashing. */
export function passwordMetrics(registry: Registry, hasher: RunningPasswordHasher): void {
  new Gauge({
    name: 'credence_password_queue',
    help: 'Passwords that wait for a hashing thread.',
    registers: [registry],
    collect() {
      this.set(hasher.queued());
    },
  });
}
