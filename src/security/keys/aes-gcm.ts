import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

const NONCE = 12;
const TAG = 16;
/** Asking the generator costs more than sealing a short text, so it is asked for many nonces at once. */
const NONCES_AT_ONCE = 512;

let nonces = Buffer.alloc(0);

/**
 * AES-256-GCM with a random nonce (NIST SP 800-38D).
 *
 * @param context authenticated beside the text: what was sealed for one place opens at no other
 * @returns `nonce ‖ ciphertext ‖ tag`
 */
export function seal(text: Buffer, key: Buffer | KeyObject, context: string): Buffer {
  const nonce = nextNonce();
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
}

/** @throws Error tampered with, sealed for another context, or under another key */
export function open(sealed: Buffer, key: Buffer | KeyObject, context: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE), { authTagLength: TAG });
  decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(-TAG));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE, -TAG)), decipher.final()]);
}

/** Random bytes that are given out once. */
function nextNonce(): Buffer {
  if (nonces.length === 0) nonces = randomBytes(NONCE * NONCES_AT_ONCE);
  const nonce = nonces.subarray(0, NONCE);
  nonces = nonces.subarray(NONCE);
  return nonce;
}
