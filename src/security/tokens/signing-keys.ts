import { createHash, createPrivateKey, createPublicKey, createSecretKey, generateKeyPair } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { exportJWK } from 'jose';
import type { JWK } from 'jose';
import { v4 as uuid } from 'uuid';

export type TokenAlgorithm = 'EdDSA' | 'ES256' | 'HS256';

/** A key that access tokens are signed with, and what others check them by. */
export interface SigningKey {
  readonly algorithm: TokenAlgorithm;
  readonly id: string;
  readonly sign: KeyObject;
  readonly verify: KeyObject;
  /** The public key for the JWKS; null for a shared secret, which has no public half. */
  readonly publicJwk: JWK | null;
}

/** The keys that access tokens are signed with now, and checked by. */
export interface SigningKeys {
  /** The key that signs. */
  signing(): SigningKey;
  /** The key that a token names, while its signatures count. */
  find(id: string): Promise<SigningKey | null>;
  /** What others check tokens by (RFC 7517 §5), and how long they may keep it, in seconds. */
  published(): { readonly keys: readonly JWK[]; readonly maxAgeSeconds: number };
}

/** A key pair in the form in which it is kept. */
export interface KeyPair {
  readonly id: string;
  readonly algorithm: 'EdDSA' | 'ES256';
  readonly publicKey: Readonly<Record<string, string>>;
  /** PKCS #8 in base64. */
  readonly privateKey: string;
}

const generate = promisify(generateKeyPair);

export async function newKeyPair(algorithm: 'EdDSA' | 'ES256'): Promise<KeyPair> {
  const pair = await (algorithm === 'EdDSA' ? generate('ed25519') : generate('ec', { namedCurve: 'P-256' }));
  const { kty = '', crv = '', x = '', y } = await exportJWK(pair.publicKey);
  return {
    id: uuid(),
    algorithm,
    publicKey: { kty, crv, x, ...(y !== undefined && { y }) },
    privateKey: pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
  };
}

/** Makes a kept key pair fit for use. */
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

/** How long others may keep an empty key set, in seconds. */
const SHARED_MAX_AGE = 300;

/** A secret that issuer and resource servers share (HS256), as older deployments have it. It does not rotate by itself. */
export function sharedSigningKeys(secret: string): SigningKeys {
  const key = createSecretKey(Buffer.from(secret));
  const id = createHash('sha256').update('kid').update(secret).digest('base64url').slice(0, 16);
  const shared: SigningKey = { algorithm: 'HS256', id, sign: key, verify: key, publicJwk: null };
  return {
    signing: () => shared,
    find: (asked) => Promise.resolve(asked === id ? shared : null),
    published: () => ({ keys: [], maxAgeSeconds: SHARED_MAX_AGE }),
  };
}
