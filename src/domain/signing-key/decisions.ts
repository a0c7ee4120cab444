import { DomainError } from '../domain-error.js';
import type { SigningAlgorithm, SigningKeyEvent } from './events.js';
import { nextAlgorithm, notWithdrawn, signingKey } from './keyring.js';
import type { Keyring, StoredKey } from './keyring.js';

export class UnknownSigningKey extends DomainError {
  readonly code = 'unknown_signing_key';
}

/** A generated key pair. A decision may add it or ignore it. */
export type NewKey = Omit<StoredKey, 'signsFrom' | 'withdrawnAt'>;

export interface RotationRules {
  /** Null for the algorithm of the keyring. */
  readonly algorithm: SigningAlgorithm | null;
  /** The time for which a key signs. */
  readonly rotationMs: number;
  /** The time from the publication of a key to its first signature. */
  readonly leadMs: number;
}

/** Adds the next key in time for the rotation of the newest. The first key signs immediately. */
export function rotateWhenDue(
  keys: Keyring,
  fresh: NewKey,
  rules: RotationRules,
  now: Date,
): SigningKeyEvent[] {
  return isRotationDue(keys, rules, now) ? rotate(keys, fresh, rules.leadMs, now) : [];
}

/** Returns true if the newest key needs a successor, or if there is no key. */
export function isRotationDue(
  keys: Keyring,
  { algorithm, rotationMs, leadMs }: RotationRules,
  now: Date,
): boolean {
  const newest = notWithdrawn(keys).at(-1);
  if (newest?.algorithm !== nextAlgorithm(keys, algorithm)) return true;
  return now.getTime() >= newest.signsFrom.getTime() + rotationMs - leadMs;
}

/** Adds the next key. Does nothing while one is pending. */
export function rotate(keys: Keyring, fresh: NewKey, leadMs: number, now: Date): SigningKeyEvent[] {
  const newest = notWithdrawn(keys).at(-1);
  if (newest === undefined) return [added(fresh, now)];
  const pending = newest.signsFrom > now && newest.algorithm === fresh.algorithm;
  return pending ? [] : [added(fresh, new Date(now.getTime() + leadMs))];
}

/**
 * Withdraws a compromised key. If it is the signing key, a fresh one signs from now on.
 *
 * @throws UnknownSigningKey
 */
export function withdraw(
  keys: Keyring,
  keyId: string,
  reason: string | null,
  fresh: NewKey,
  now: Date,
): SigningKeyEvent[] {
  if (!notWithdrawn(keys).some(({ id }) => id === keyId)) throw new UnknownSigningKey();
  const withdrawn: SigningKeyEvent = { type: 'SigningKeyWithdrawn', data: { key_id: keyId, reason } };
  return signingKey(keys, now)?.id === keyId ? [withdrawn, added(fresh, now)] : [withdrawn];
}

function added({ id, algorithm, publicKey, privateKey }: NewKey, signsFrom: Date): SigningKeyEvent {
  return {
    type: 'SigningKeyAdded',
    data: {
      key_id: id,
      algorithm,
      public_key: { ...publicKey },
      private_key: privateKey,
      signs_from: signsFrom.toISOString(),
    },
  };
}
