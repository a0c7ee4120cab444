import { hkdfSync } from 'node:crypto';

/**
 * Derives an independent 256-bit key for a purpose from the master secret (HKDF-SHA-256, RFC 5869). A changed purpose
 * yields another key, which makes stored data unreadable.
 *
 * @param purpose a label such as `link tokens`
 */
export function deriveKey(master: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, 'credence', purpose, 32));
}
