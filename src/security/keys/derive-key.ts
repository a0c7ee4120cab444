import { hkdfSync } from 'node:crypto';

/**
 * One independent 256-bit key for each purpose from the one master secret (HKDF-SHA-256, RFC 5869).
 * The purpose is part of the stored data's meaning: a changed label is a lost key.
 *
 * @param purpose for instance `link tokens`
 */
export function deriveKey(master: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, 'credence', purpose, 32));
}
