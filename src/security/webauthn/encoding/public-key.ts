import { createPublicKey } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';
import { decodeBase64url } from './base64url.js';
import { decodeCbor, isCborMap } from './cbor.js';
import type { CborMap, CborValue } from './cbor.js';
import { isEdwardsPoint } from './edwards-point.js';
import { WebAuthnRefused } from '../refusal.js';

/** The accepted algorithms, the preferred ones first: EdDSA, ES256, RS256 (RFC 9053, RFC 8812). */
export const ALGORITHMS = [-8, -7, -257] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** Labels of COSE keys (RFC 9052 §7, RFC 9053 §7, RFC 8230 §4). Those below zero depend on the type of the key. */
const KTY = 1;
const ALG = 3;
const OKP = 1;
const EC2 = 2;
const RSA = 3;
const P256 = 1;
const ED25519 = 6;
const MIN_RSA_BITS = 2048;
const MAX_RSA_BITS = 8192;

/**
 * Imports a COSE key and checks it. A key that no signature fits, or every signature, would be stored otherwise: the
 * attestation `none` proves nothing about it.
 *
 * @throws WebAuthnRefused the algorithm is not accepted, or the key is malformed or weak
 */
export function importPublicKey(cose: CborValue): { readonly algorithm: Algorithm; readonly key: KeyObject } {
  if (!isCborMap(cose)) throw new WebAuthnRefused('public_key');
  const algorithm = ALGORITHMS.find((accepted) => accepted === cose.get(ALG));
  if (algorithm === undefined) throw new WebAuthnRefused('algorithm');
  const jwk = READERS[algorithm](cose);
  if (jwk === null) throw new WebAuthnRefused('public_key');
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    if (algorithm !== -257 || isStrongRsa(key)) return { algorithm, key };
  } catch {
    // OpenSSL rejects points that are not on their curve.
  }
  throw new WebAuthnRefused('public_key');
}

/** Returns the algorithm of a COSE key in base64url, or null if the key is malformed or weak. */
export function algorithmOfKey(publicKey: string): Algorithm | null {
  try {
    return importPublicKey(decodeCbor(decodeBase64url(publicKey))).algorithm;
  } catch {
    // Parsers throw errors of many kinds for bytes that a stranger has chosen.
    return null;
  }
}

/** Each returns a key in the format of RFC 7517, or null if the fields are not those of its type. */
const READERS: Readonly<Record<Algorithm, (fields: CborMap) => JsonWebKey | null>> = {
  [-7]: (fields) => {
    const [x, y] = [bytesOf(fields, -2, 32), bytesOf(fields, -3, 32)];
    if (!isKey(fields, 5, EC2) || fields.get(-1) !== P256 || x === null || y === null) return null;
    return { kty: 'EC', crv: 'P-256', x: x.toString('base64url'), y: y.toString('base64url') };
  },
  [-8]: (fields) => {
    const x = bytesOf(fields, -2, 32);
    if (!isKey(fields, 4, OKP) || fields.get(-1) !== ED25519 || x === null || !isEdwardsPoint(x)) return null;
    return { kty: 'OKP', crv: 'Ed25519', x: x.toString('base64url') };
  },
  [-257]: (fields) => {
    const [n, e] = [bytesOf(fields, -1), bytesOf(fields, -2)];
    if (!isKey(fields, 4, RSA) || n === null || e === null) return null;
    return { kty: 'RSA', n: n.toString('base64url'), e: e.toString('base64url') };
  },
};

function isKey(fields: CborMap, size: number, type: number): boolean {
  return fields.size === size && fields.get(KTY) === type;
}

function bytesOf(fields: CborMap, label: number, length?: number): Buffer | null {
  const value = fields.get(label);
  if (!Buffer.isBuffer(value)) return null;
  return length === undefined || value.length === length ? value : null;
}

function isStrongRsa(key: KeyObject): boolean {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  const isOddAboveOne = publicExponent > 1n && publicExponent % 2n === 1n;
  return modulusLength >= MIN_RSA_BITS && modulusLength <= MAX_RSA_BITS && isOddAboveOne;
}
