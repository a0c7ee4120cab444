import { open, seal } from './aes-gcm.js';
import { deriveKey } from './derive-key.js';

/** Wraps data keys, so that the database alone decrypts nothing. A KMS can implement it. */
export interface KeyManagement {
  /** @param context authenticated with the key, so that it unwraps for its own subject only */
  wrap(key: Buffer, context: string): Promise<Buffer>;
  /** @throws Error the wrapped key was modified or has another context or key-encryption key */
  unwrap(wrapped: Buffer, context: string): Promise<Buffer>;
}

/** Wraps with a key-encryption key derived from the master secret. */
export function localKeyManagement(masterSecret: string): KeyManagement {
  const kek = deriveKey(masterSecret, 'key encryption key 1');
  return {
    wrap: (key, context) => Promise.resolve(seal(key, kek, context)),
    unwrap: async (wrapped, context) => await Promise.resolve(open(wrapped, kek, context)),
  };
}
