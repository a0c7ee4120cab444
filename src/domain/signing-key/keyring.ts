import { defineCategory } from '../category.js';
import { Erased } from '../event.js';
import { signingKeyEvents } from './events.js';
import type { SigningKeyEvent } from './events.js';

export type SigningAlgorithm = 'EdDSA' | 'ES256';

/** A key pair as it lies in the log. */
export interface StoredKey {
  readonly id: string;
  readonly algorithm: SigningAlgorithm;
  /** The members of a JWK (RFC 7517 §4). */
  readonly publicKey: Readonly<Record<string, string>>;
  /** PKCS #8 in base64. */
  readonly privateKey: string;
  readonly signsFrom: Date;
  /** Null: it was not. */
  readonly withdrawnAt: Date | null;
}

/**
 * The keys that sign access tokens, in the order in which they do. Those that were withdrawn stay, because the key
 * before one of them ended when it came to sign.
 */
export type Keyring = readonly StoredKey[];

/** There is one keyring. Its private keys are encrypted under a key of this id. */
const KEYRING = '7c3f9b1e-52d8-4a06-9e4b-d1a86f30c275';

export const keyrings = defineCategory({
  prefix: 'signing_keys',
  events: signingKeyEvents,
  subject: 'stream_thing',
});

export const keyring = keyrings.aggregate<Keyring, SigningKeyEvent>(KEYRING, {
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

/** The keys that were not withdrawn, in the order of the ring. */
export function standing(keys: Keyring): Keyring {
  return keys.filter(({ withdrawnAt }) => withdrawnAt === null);
}

/** The key that signs: of those that stand and whose time has come the newest, and where none has, the first. */
export function signingKey(keys: Keyring, now: Date): StoredKey | undefined {
  const choice = standing(keys);
  return choice.findLast(({ signsFrom }) => signsFrom <= now) ?? choice[0];
}

/**
 * - `pending`: known, but signs nothing yet
 * - `signing`
 * - `retiring`: signs nothing any more, but what it has signed still counts
 * - `retired`
 * - `withdrawn`: what it has signed does not count, however young
 */
export type KeyPhase = 'pending' | 'signing' | 'retiring' | 'retired' | 'withdrawn';

/**
 * Where in its life each key of a ring is, in the order of the ring.
 *
 * @param tokenLifeMs how long after its last signature a key is needed
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

/** When a key was taken over from, in milliseconds. Once it was, nothing that befalls a later key brings it back. */
function endOf(keys: Keyring, place: number, now: Date): number {
  const successors = keys.slice(place + 1).filter((key) => hasSigned(key, now));
  return Math.min(...successors.map(({ signsFrom }) => signsFrom.getTime()));
}

/** A key that was withdrawn before its time has never signed. */
function hasSigned({ signsFrom, withdrawnAt }: StoredKey, now: Date): boolean {
  return signsFrom <= now && (withdrawnAt === null || withdrawnAt > signsFrom);
}
