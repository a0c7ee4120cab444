import type { Infrastructure } from '../infrastructure.js';
import type { Lifecycle } from '../../runtime/lifecycle.js';
import { deriveKey } from '../../security/keys/derive-key.js';
import { breachMetrics } from '../../security/passwords/breach-metrics.js';
import { breachCheck } from '../../security/passwords/breached-passwords.js';
import type { BreachCheck } from '../../security/passwords/breached-passwords.js';
import { passwordMetrics } from '../../security/passwords/hash-metrics.js';
import { startPasswordHasher } from '../../security/passwords/hasher.js';
import type { PasswordHasher } from '../../security/passwords/hasher.js';

/** Passwords that may wait for a hashing thread; further requests are rejected with a retry time. */
const HASH_QUEUE = 200;

/** Starts the hashing threads of this process. */
export function openHasher(
  { config, masterSecret, registry }: Infrastructure,
  lifecycle: Lifecycle,
): PasswordHasher {
  const hasher = startPasswordHasher({
    scheme: config.passwordHash,
    pepper: { current: 1, keys: new Map([[1, deriveKey(masterSecret, 'password pepper 1')]]) },
    maxQueue: HASH_QUEUE,
  });
  lifecycle.defer(() => hasher.stop());
  passwordMetrics(registry, hasher);
  return hasher;
}

/** Returns the breach check of the configuration; without a range URL no password counts as breached. */
export function openBreachCheck({ config, registry }: Infrastructure): BreachCheck {
  if (config.breachRangeUrl === null) return () => Promise.resolve(false);
  return breachCheck(config.breachRangeUrl, breachMetrics(registry));
}
