import { DomainError } from '../domain-error.js';
import type { SigningKeyEvent } from './events.js';
import { signingKey, standing } from './keyring.js';
import type { Keyring, SigningAlgorithm, StoredKey } from './keyring.js';

export class UnknownSigningKey extends DomainError {
  readonly code = 'unknown_signing_key';
}

/** A key pair that was just made, and may be added. */
export type NewKey = Omit<StoredKey, 'signsFrom' | 'withdrawnAt'>;

export interface RotationRules {
  readonly algorithm: SigningAlgorithm;
  /** How long a key signs. */
  readonly rotationMs: number;
  /** How long before it signs a key is known. */
  readonly leadMs: number;
}

/** Adds the next key in time before the newest has signed for long enough; the first one signs at once. */
export function rotateWhenDue(
  keys: Keyring,
  fresh: NewKey,
  { algorithm, rotationMs, leadMs }: RotationRules,
  now: Date,
): SigningKeyEvent[] {
  const newest = standing(keys).at(-1);
  if (newest === undefined) return [added(fresh, now)];
  const due = newest.signsFrom.getTime() + rotationMs - leadMs;
  return newest.algorithm !== algorithm || now.getTime() >= due ? rotate(keys, fresh, leadMs, now) : [];
}

/** Adds the next key. While one is waiting to sign, there is nothing to do. */
export function rotate(keys: Keyring, fresh: NewKey, leadMs: number, now: Date): SigningKeyEvent[] {
  const newest = standing(keys).at(-1);
  if (newest === undefined) return [added(fresh, now)];
  const waits = newest.signsFrom > now && newest.algorithm === fresh.algorithm;
  return waits ? [] : [added(fresh, new Date(now.getTime() + leadMs))];
}

/** Withdraws a key that others may know. Where it is the one that signs, another does so from now on. */
export function withdraw(
  keys: Keyring,
  keyId: string,
  reason: string | null,
  fresh: NewKey,
  now: Date,
): SigningKeyEvent[] {
  if (!standing(keys).some(({ id }) => id === keyId)) throw new UnknownSigningKey();
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
