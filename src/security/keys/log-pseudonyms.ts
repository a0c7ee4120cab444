import { createHmac } from 'node:crypto';
import { deriveKey } from './derive-key.js';

const BYTES = 9;

/**
 * Returns a function that replaces personal names in logs with stable pseudonyms. Lines about one person can be
 * correlated, and the name cannot be recovered without the master secret (OWASP ASVS 16.2.5).
 */
export function logPseudonyms(masterSecret: string): (name: string) => string {
  const key = deriveKey(masterSecret, 'log masks');
  return (name) => createHmac('sha256', key).update(name).digest().subarray(0, BYTES).toString('base64url');
}
