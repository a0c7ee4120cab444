import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

const PRIVATE_PREFIX = 'whsk_';
const PUBLIC_PREFIX = 'whpk_';
/** The bytes before the seed of an Ed25519 key in PKCS #8 (RFC 8410 §7). */
const PKCS8_START = Buffer.from('302e020100300506032b657004220420', 'hex');
const SEED_BYTES = 32;
/** The bytes of a public key, which are the last ones of its SPKI form (RFC 8410 §4). */
const PUBLIC_BYTES = 32;

export function isSigningKey(text: string): boolean {
  return text.startsWith(PRIVATE_PREFIX);
}

/** Returns the text of a private key: `whsk_` and its seed and public key in base64. */
export function encodeSigningKey(seed: Buffer): string {
  return PRIVATE_PREFIX + Buffer.concat([seed, publicBytesOf(privateKeyOf(seed))]).toString('base64');
}

/** Returns the key of a text that begins with `whsk_`. */
export function decodeSigningKey(text: string): KeyObject {
  return privateKeyOf(bytesOf(text).subarray(0, SEED_BYTES));
}

/** Returns the text of the public key of a private one: `whpk_` and its bytes in base64. */
export function publicKeyOf(text: string): string {
  return PUBLIC_PREFIX + bytesOf(text).subarray(SEED_BYTES).toString('base64');
}

function bytesOf(text: string): Buffer {
  return Buffer.from(text.slice(PRIVATE_PREFIX.length), 'base64');
}

function privateKeyOf(seed: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_START, seed]), format: 'der', type: 'pkcs8' });
}

function publicBytesOf(privateKey: KeyObject): Buffer {
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return spki.subarray(-PUBLIC_BYTES);
}
