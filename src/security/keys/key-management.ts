/** Wraps data keys under a key-encryption key, so that the database alone decrypts nothing. */
export interface KeyManagement {
  /**
   * @param context authenticated with the key, so that it unwraps for its own subject only
   * @throws KeyManagementUnavailable
   */
  wrap(key: Buffer, context: string): Promise<Buffer>;
  /**
   * @throws Error the wrapped key was modified or has another context or key-encryption key
   * @throws KeyManagementUnavailable
   */
  unwrap(wrapped: Buffer, context: string): Promise<Buffer>;
  /**
   * Wraps and unwraps a probe.
   *
   * @throws KeyManagementUnavailable, KeyManagementDenied
   */
  check(): Promise<void>;
}

/** A key management that recognises the keys that it has wrapped. */
export interface Wrapping extends KeyManagement {
  /** @param form the form of a wrapped key, as `formOf` returns it */
  owns(form: string): boolean;
}

/** The key management service does not answer. The same call may succeed later. */
export class KeyManagementUnavailable extends Error {
  override readonly name = 'KeyManagementUnavailable';
}

/** The key management service rejects the credentials or the key name. */
export class KeyManagementDenied extends Error {
  override readonly name = 'KeyManagementDenied';
}

/** The form of keys under the first local key. Earlier releases stored them without a prefix. */
export const FIRST_FORM = 'local:1';
/** Nonce, key and tag. Every other form is longer. */
const BARE_BYTES = 60;
const PREFIX = /^(local:\d{1,9}|vault:v\d{1,9}):/;
const LONGEST_PREFIX = 20;

/** Returns the form of a wrapped key, such as `local:1` or `vault:v3`. It names the key-encryption key. */
export function formOf(wrapped: Buffer): string {
  if (wrapped.length === BARE_BYTES) return FIRST_FORM;
  return PREFIX.exec(wrapped.subarray(0, LONGEST_PREFIX).toString('latin1'))?.[1] ?? 'unknown';
}

/** Combines key managements: the first one wraps, and each unwraps the keys that it owns. */
export function combined(first: Wrapping, ...others: readonly Wrapping[]): KeyManagement {
  const all = [first, ...others];
  return {
    wrap: (key, context) => first.wrap(key, context),
    async unwrap(wrapped, context) {
      const form = formOf(wrapped);
      const owner = all.find((wrapping) => wrapping.owns(form));
      if (owner === undefined) throw new Error(`No key-encryption key is configured for ${form}.`);
      return await owner.unwrap(wrapped, context);
    },
    async check() {
      await Promise.all(all.map((wrapping) => wrapping.check()));
    },
  };
}
