import { DomainError } from '../domain-error.js';
import type { SigningKeyEvent } from './events.js';
import { signingKey, notWithdrawn } from './keyring.js';
import type { Keyring, SigningAlgorithm, StoredKey } from './keyring.js';

export class UnknownSigningKey extends DomainError {
  readonly code = 'unknown_signing_key';
}

/** A generated key pair. A decision may add it or ignore it. */
export type NewKey = Omit<StoredKey, 'signsFrom' | 'withdrawnAt'>;

export interface RotationRules {
  readonly algorithm: SigningAlgorithm;
  /** The time for which a key signs. */
  readonly rotationMs: number;
  /** The time from the publication of a key to its first signature. */
  readonly leadMs: number;
}

/** Adds the next key in time for the rotation of the newest. The first key signs immediately. */
export function rotateWhenDue(
  keys: Keyring,
  fresh: NewKey,
  { algorithm, rotationMs, leadMs }: RotationRules,
  now: Date,
): SigningKeyEvent[] {
  const newest = notWithdrawn(keys).at(-1);
  if (newest === undefined) return [added(fresh, now)];
  const due = newest.signsFrom.getTime() + rotationMs - leadMs;
  return newest.algorithm !== algorithm || now.getTime() >= due ? rotate(keys, fresh, leadMs, now) : [];
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
