import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Nonces are generated in batches: a call of the generator costs more than sealing a short text. */
const NONCE_BATCH = 512;

let nonces = Buffer.alloc(0);

/**
 * Encrypts with AES-256-GCM under a random nonce (NIST SP 800-38D).
 *
 * @param context additional authenticated data; the result decrypts only with the same context
 * @returns `nonce ‖ ciphertext ‖ tag`
 */
export function seal(text: Buffer, key: Buffer | KeyObject, context: string): Buffer {
  const nonce = nextNonce();
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
}

/**
 * Decrypts a result of {@link seal}.
 *
 * @throws Error the data was modified, or the context or key is another
 */
export function open(sealed: Buffer, key: Buffer | KeyObject, context: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
}

/** Returns random bytes that are not used again. */
function nextNonce(): Buffer {
  if (nonces.length === 0) nonces = randomBytes(NONCE_BYTES * NONCE_BATCH);
  const nonce = nonces.subarray(0, NONCE_BYTES);
  nonces = nonces.subarray(NONCE_BYTES);
  return nonce;
}
