import { createHash, createPrivateKey, createPublicKey, createSecretKey, generateKeyPair } from 'node:crypto';
import type { KeyObject, KeyPairKeyObjectResult } from 'node:crypto';
import { promisify } from 'node:util';
import { exportJWK } from 'jose';
import type { JWK } from 'jose';
import { v4 as uuid } from 'uuid';
import { SIGNING_ALGORITHMS } from '../../domain/signing-key/events.js';
import type { SigningAlgorithm } from '../../domain/signing-key/events.js';

/** The algorithms of access tokens: those of key pairs, and that of a shared secret. */
export const TOKEN_ALGORITHMS = [...SIGNING_ALGORITHMS, 'HS256'] as const;

export type TokenAlgorithm = (typeof TOKEN_ALGORITHMS)[number];

/** A key that signs access tokens, with its public half. */
export interface SigningKey {
  readonly algorithm: TokenAlgorithm;
  readonly id: string;
  readonly sign: KeyObject;
  readonly verify: KeyObject;
  /** The public key for the JWKS; null for a shared secret, which has no public half. */
  readonly publicJwk: JWK | null;
}

/** The keyring: the key that signs, and the keys that verify. */
export interface SigningKeys {
  /** Returns the key that signs. */
  signing(): SigningKey;
  /** Returns the key with an id while its signatures are valid. */
  find(id: string): Promise<SigningKey | null>;
  /** Returns the key set for resource servers (RFC 7517 §5), and its cache lifetime in seconds. */
  published(): { readonly keys: readonly JWK[]; readonly maxAgeSeconds: number };
}

/** A key pair in its stored form. */
export interface KeyPair {
  readonly id: string;
  readonly algorithm: SigningAlgorithm;
  readonly publicKey: Readonly<Record<string, string>>;
  /** PKCS #8 in base64. */
  readonly privateKey: string;
}

const generate = promisify(generateKeyPair);

/** Size of RSA keys: the least that RFC 7518 §3.3 allows, and the one that every verifier accepts. */
const RSA_BITS = 2048;

const GENERATORS: Record<SigningAlgorithm, () => Promise<KeyPairKeyObjectResult>> = {
  ES256: () => generate('ec', { namedCurve: 'P-256' }),
  EdDSA: () => generate('ed25519'),
  RS256: () => generate('rsa', { modulusLength: RSA_BITS }),
};

/** Generates a key pair. */
export async function newKeyPair(algorithm: SigningAlgorithm): Promise<KeyPair> {
  const pair = await GENERATORS[algorithm]();
  const members = Object.entries(await exportJWK(pair.publicKey));
  return {
    id: uuid(),
    algorithm,
    publicKey: Object.fromEntries(
      members.filter((member): member is [string, string] => typeof member[1] === 'string'),
    ),
    privateKey: pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
  };
}

/** Parses a stored key pair for use. */
export function openKeyPair({ id, algorithm, publicKey, privateKey }: KeyPair): SigningKey {
  const sign = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' });
  return {
    algorithm,
    id,
    sign,
    verify: createPublicKey(sign),
    publicJwk: { ...publicKey, kid: id, alg: algorithm, use: 'sig' },
  };
}

/** Cache lifetime of the empty key set, in seconds. */
const SHARED_MAX_AGE = 300;

/** Returns a keyring of one secret that resource servers share (HS256). It does not rotate automatically. */
export function sharedSigningKeys(secret: string): SigningKeys {
  const key = createSecretKey(Buffer.from(secret));
  const id = createHash('sha256').update('kid').update(secret).digest('base64url').slice(0, 16);
  const shared: SigningKey = { algorithm: 'HS256', id, sign: key, verify: key, publicJwk: null };
  return {
    signing: () => shared,
    find: (keyId) => Promise.resolve(keyId === id ? shared : null),
    published: () => ({ keys: [], maxAgeSeconds: SHARED_MAX_AGE }),
  };
}
