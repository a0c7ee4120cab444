import { createHmac, timingSafeEqual } from 'node:crypto';
import type { CodeId } from '../../domain/ids.js';
import { deriveKey } from '../keys/derive-key.js';

/** Short codes that people receive and type. They are derived from the id of their event, so no store has them. */
export interface OneTimeCodes {
  /** Returns the code of an id, with leading zeros. */
  codeOf(id: CodeId, digits: number): string;
  /** Compares a typed code with that of an id, in constant time. */
  matches(id: CodeId, digits: number, typed: string): boolean;
}

export function oneTimeCodes(masterSecret: string): OneTimeCodes {
  const key = deriveKey(masterSecret, 'one-time codes');

  function codeOf(id: CodeId, digits: number): string {
    const mac = createHmac('sha256', key).update(`${id}|${digits}`).digest();
    // 64 bits make the most frequent code hardly likelier than the others.
    const number = mac.readBigUInt64BE() % 10n ** BigInt(digits);
    return number.toString().padStart(digits, '0');
  }

  return {
    codeOf,
    matches(id, digits, typed) {
      // The pattern keeps out digits of other scripts, whose bytes have another length.
      if (!/^\d+$/.test(typed) || typed.length !== digits) return false;
      return timingSafeEqual(Buffer.from(typed), Buffer.from(codeOf(id, digits)));
    },
  };
}
