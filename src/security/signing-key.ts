import { createECDH, createHash, createPrivateKey, createPublicKey, createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import type { JWK } from 'jose';
import { deriveKey } from './derive.js';

export type TokenAlgorithm = 'EdDSA' | 'ES256' | 'HS256';

/** The key that access tokens are signed with, and what others check them by. */
export interface SigningKey {
  readonly algorithm: TokenAlgorithm;
  readonly id: string;
  readonly sign: KeyObject;
  readonly verify: KeyObject;
  /** The public key for the JWKS; null for a shared secret, which has no public half. */
  readonly publicJwk: JWK | null;
}

/** RFC 8410 §7: a PKCS #8 wrapper around the 32 bytes of an Ed25519 seed. */
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A key pair that follows from the master secret, so that every process has the same without storing it. */
export async function derivedSigningKey(
  masterSecret: string,
  algorithm: 'EdDSA' | 'ES256',
): Promise<SigningKey> {
  const seed = deriveKey(masterSecret, `token signing ${algorithm} 1`);
  const sign = algorithm === 'EdDSA' ? ed25519(seed) : p256(seed);
  const verify = createPublicKey(sign);
  const jwk = await exportJWK(verify);
  const id = await calculateJwkThumbprint(jwk);
  return { algorithm, id, sign, verify, publicJwk: { ...jwk, kid: id, alg: algorithm, use: 'sig' } };
}

/** A secret that issuer and resource servers share (HS256), as older deployments have it. */
export function sharedSigningKey(secret: string): SigningKey {
  const key = createSecretKey(Buffer.from(secret));
  const id = createHash('sha256').update('kid').update(secret).digest('base64url').slice(0, 16);
  return { algorithm: 'HS256', id, sign: key, verify: key, publicJwk: null };
}

function ed25519(seed: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([ED25519_PKCS8, seed]), format: 'der', type: 'pkcs8' });
}

/** @throws Error the seed is no scalar of the curve, which happens for one seed in 2^32 */
function p256(seed: Buffer): KeyObject {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(seed);
  const point = curve.getPublicKey();
  const coordinate = (from: number) => point.subarray(from, from + 32).toString('base64url');
  const jwk = { kty: 'EC', crv: 'P-256', d: seed.toString('base64url'), x: coordinate(1), y: coordinate(33) };
  return createPrivateKey({ key: jwk, format: 'jwk' });
}
