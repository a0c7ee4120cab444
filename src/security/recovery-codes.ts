import { createHash, createHmac } from 'node:crypto';
import { deriveKey } from './keys/derive-key.js';

/**
 * Recovery codes are derived from the name of their set and never stored: a retry after a lost answer returns the same
 * codes. The log has their digests. A code has 125 random bits, so its digest needs no slow hash.
 */
export interface RecoveryCodeSets {
  /** Returns the codes of a set as people read them, such as `7ZK2M-…`. */
  make(setId: string): string[];
}

const CODES = 10;
const CHARACTERS = 25;
const GROUP = /.{5}(?!$)/g;
const BITS_PER_CHARACTER = 5n;
/** Base 32 without letters that look like digits (Crockford). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE = new RegExp(`^[${ALPHABET}]{${CHARACTERS}}$`);

export function recoveryCodeSets(masterSecret: string): RecoveryCodeSets {
  const key = deriveKey(masterSecret, 'recovery codes');
  return {
    make: (setId) =>
      Array.from({ length: CODES }, (_, index) => {
        const mac = createHmac('sha256', key).update(`${setId}|${index}`).digest();
        return inBase32(mac).replace(GROUP, '$&-');
      }),
  };
}

/**
 * Returns the digest of a code as a person typed it, or null for text of another form. Case, spaces and dashes do not
 * count, and letters that look like digits count as digits.
 */
export function recoveryCodeDigest(typed: string, { userId, setId }: { userId: string; setId: string }) {
  const code = typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  if (!CODE.test(code)) return null;
  return createHash('sha256').update(`${userId}|${setId}|${code}`).digest('base64url');
}

/** Spells the last 125 bits. */
function inBase32(bytes: Buffer): string {
  const mask = BigInt(ALPHABET.length - 1);
  let rest = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  for (let i = 0; i < CHARACTERS; i += 1) {
    text += ALPHABET.charAt(Number(rest & mask));
    rest >>= BITS_PER_CHARACTER;
  }
  return text;
}
