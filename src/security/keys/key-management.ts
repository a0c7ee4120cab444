import { open, seal } from './aes-gcm.js';
import { deriveKey } from './derive-key.js';

/** Wraps data keys, so that the database alone opens nothing. A KMS fits behind it. */
export interface KeyManagement {
  /** @param context authenticated with the key: a wrapped key is of no use under another subject */
  wrap(key: Buffer, context: string): Promise<Buffer>;
  /** @throws Error the wrapped key is not ours or was tampered with */
  unwrap(wrapped: Buffer, context: string): Promise<Buffer>;
}

/** A key-encryption key derived from the master secret. */
export function localKeyManagement(masterSecret: string): KeyManagement {
  const kek = deriveKey(masterSecret, 'key encryption key 1');
  return {
    wrap: (key, context) => Promise.resolve(seal(key, kek, context)),
    unwrap: async (wrapped, context) => await Promise.resolve(open(wrapped, kek, context)),
  };
}
