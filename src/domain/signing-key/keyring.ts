import { skippingUnreadable } from '../aggregate.js';
import { defineCategory } from '../category.js';
import { Erased } from '../event.js';
import { signingKeyEvents } from './events.js';
import type { SigningAlgorithm, SigningKeyEvent } from './events.js';

/** A key pair as the log stores it. */
export interface StoredKey {
  readonly id: string;
  readonly algorithm: SigningAlgorithm;
  /** The members of a JWK (RFC 7517 §4). */
  readonly publicKey: Readonly<Record<string, string>>;
  /** PKCS #8 in base64. */
  readonly privateKey: string;
  readonly signsFrom: Date;
  /** Null for a key that was not withdrawn. */
  readonly withdrawnAt: Date | null;
}

/**
 * The keys that sign access tokens, in the order in which they sign. Withdrawn keys stay in the ring, because the start of
 * each key is the end of the previous one.
 */
export type Keyring = readonly StoredKey[];

/** Nearly every JWT library verifies ES256, and its signatures are short. */
const DEFAULT_ALGORITHM: SigningAlgorithm = 'ES256';

/** The id of the only keyring. The data key of this id encrypts its private keys. */
const KEYRING = '7c3f9b1e-52d8-4a06-9e4b-d1a86f30c275';

export const keyrings = defineCategory({
  prefix: 'signing_keys',
  events: signingKeyEvents,
  subject: 'stream_thing',
});

const ring = keyrings.aggregate<Keyring, SigningKeyEvent>(KEYRING, {
  initial: [],
  evolve(keys, { type, data, occurredAt }) {
    if (type === 'SigningKeyWithdrawn')
      return keys.map((key) => (key.id === data.key_id ? { ...key, withdrawnAt: occurredAt } : key));
    if (data.private_key instanceof Erased) return keys;
    return [
      ...keys,
      {
        id: data.key_id,
        algorithm: data.algorithm,
        publicKey: data.public_key,
        privateKey: data.private_key,
        signsFrom: new Date(data.signs_from),
        withdrawnAt: null,
      },
    ];
  },
});

/** Every process needs the keyring, so an event of a newer release must not keep an older one from starting. */
export const keyring = skippingUnreadable(ring);

/** Returns the keys that were not withdrawn, in the order of the ring. */
export function notWithdrawn(keys: Keyring): Keyring {
  return keys.filter(({ withdrawnAt }) => withdrawnAt === null);
}

/**
 * Returns the algorithm of the next key. Without a configured one, a keyring keeps its algorithm, because verifiers may
 * accept no other.
 */
export function nextAlgorithm(keys: Keyring, configured: SigningAlgorithm | null): SigningAlgorithm {
  return configured ?? keys.at(-1)?.algorithm ?? DEFAULT_ALGORITHM;
}

/** Returns the newest key that has started and was not withdrawn, or the first one if none has started. */
export function signingKey(keys: Keyring, now: Date): StoredKey | undefined {
  const candidates = notWithdrawn(keys);
  return candidates.findLast(({ signsFrom }) => signsFrom <= now) ?? candidates[0];
}

/**
 * - `pending`: published, but does not sign yet
 * - `signing`
 * - `retiring`: no longer signs, but its tokens are still accepted
 * - `retired`
 * - `withdrawn`: its tokens are rejected, however recent
 */
export type KeyPhase = 'pending' | 'signing' | 'retiring' | 'retired' | 'withdrawn';

/**
 * Returns the phase of each key, in the order of the ring.
 *
 * @param tokenLifeMs the time after its last signature for which a key is needed
 */
export function phasesOf(keys: Keyring, now: Date, tokenLifeMs: number): KeyPhase[] {
  const signing = signingKey(keys, now);
  const place = signing === undefined ? 0 : keys.indexOf(signing);
  return keys.map(({ withdrawnAt }, i) => {
    if (withdrawnAt !== null) return 'withdrawn';
    if (i >= place) return i === place ? 'signing' : 'pending';
    return now.getTime() - endOf(keys, i, now) <= tokenLifeMs ? 'retiring' : 'retired';
  });
}

/** Returns the time at which a key was succeeded, in milliseconds. A later withdrawal of its successor does not revive it. */
function endOf(keys: Keyring, place: number, now: Date): number {
  const successors = keys.slice(place + 1).filter((key) => hasSigned(key, now));
  return Math.min(...successors.map(({ signsFrom }) => signsFrom.getTime()));
}

/** A key that was withdrawn before its start never signed. */
function hasSigned({ signsFrom, withdrawnAt }: StoredKey, now: Date): boolean {
  return signsFrom <= now && (withdrawnAt === null || withdrawnAt > signsFrom);
}
