import { createHmac } from 'node:crypto';
import { deriveKey } from './derive-key.js';

const BYTES = 9;

/**
 * What stands in logs for a name that must not: always the same for the same, so that lines can be put together, and
 * worthless without the master secret (OWASP ASVS 16.2.5).
 */
export function logPseudonyms(masterSecret: string): (name: string) => string {
  const key = deriveKey(masterSecret, 'log masks');
  return (name) => createHmac('sha256', key).update(name).digest().subarray(0, BYTES).toString('base64url');
}
