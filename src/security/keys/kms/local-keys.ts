import { open, seal } from '../aes-gcm.js';
import { deriveKey } from '../derive-key.js';
import { FIRST_FORM } from '../key-management.js';
import type { Wrapping } from '../key-management.js';

/** Wraps with a key-encryption key that is derived from a secret of the configuration. */
export function localKeyManagement(secret: string, number = 1): Wrapping {
  const kek = localKey(secret, number);
  const form = `local:${String(number)}`;
  const prefix = Buffer.from(form === FIRST_FORM ? '' : `${form}:`);
  return {
    owns: (other) => other === form,
    wrap: (key, context) => Promise.resolve(Buffer.concat([prefix, seal(key, kek, context)])),
    unwrap: async (wrapped, context) =>
      await Promise.resolve(open(wrapped.subarray(prefix.length), kek, context)),
    check: () => Promise.resolve(),
  };
}

/** Derives a numbered key-encryption key. */
export function localKey(secret: string, number: number): Buffer {
  return deriveKey(secret, `key encryption key ${String(number)}`);
}
