import type { Infrastructure } from '../infrastructure.js';
import { createAdmission } from '../../runtime/concurrency/admission.js';
import type { Admission } from '../../runtime/concurrency/admission.js';
import type { Lifecycle } from '../../runtime/lifecycle.js';
import { peppersOf } from '../keys/configured-keys.js';
import { breachMetrics } from '../../security/passwords/breach-metrics.js';
import { breachCheck } from '../../security/passwords/breached-passwords.js';
import type { BreachCheck } from '../../security/passwords/breached-passwords.js';
import { passwordMetrics } from '../../security/passwords/hash-metrics.js';
import { HasherBusy, startPasswordHasher } from '../../security/passwords/hasher.js';
import type { RunningPasswordHasher } from '../../security/passwords/hasher.js';

/** Passwords that may wait for a hashing thread; further requests are rejected with a retry time. */
const HASH_QUEUE = 200;

/** Starts the hashing threads of this process. */
export function openHasher(
  { config, masterSecret, registry }: Infrastructure,
  lifecycle: Lifecycle,
): RunningPasswordHasher {
  const hasher = startPasswordHasher({
    scheme: config.passwordHash,
    pepper: peppersOf(config, masterSecret),
    maxQueue: HASH_QUEUE,
  });
  lifecycle.defer(() => hasher.stop());
  passwordMetrics(registry, hasher);
  return hasher;
}

/** Time within which the threads should finish the hashes of all admitted requests. */
const HASH_WAIT_SECONDS = 2;
/** Requests that are admitted whatever their hashes take. */
const MIN_ADMITTED = 64;
/** Clients that repeat a refused request at once are slowed down by this time, so that hashing keeps the processor. */
const ADMISSION_WAIT_MS = 2000;
const MAX_WAITING = 2000;

/** Admits as many requests that hash a password as the threads can serve in time. */
export function hashingAdmission(hasher: RunningPasswordHasher): Admission {
  return createAdmission({
    capacity: () => Math.max(MIN_ADMITTED, Math.min(HASH_QUEUE, hasher.passwordsWithin(HASH_WAIT_SECONDS))),
    refusal: () => new HasherBusy(1),
    maxWaitMs: ADMISSION_WAIT_MS,
    maxWaiting: MAX_WAITING,
  });
}

/** Returns the breach check of the configuration; without a range URL no password counts as breached. */
export function openBreachCheck({ config, registry }: Infrastructure): BreachCheck {
  if (config.breachRangeUrl === null) return () => Promise.resolve(false);
  return breachCheck(config.breachRangeUrl, breachMetrics(registry));
}
