import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import type { RunningPasswordHasher } from './hasher.js';

/** How many passwords wait to be hashed. */
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
