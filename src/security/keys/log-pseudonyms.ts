import { createHmac } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { deriveKey } from './derive-key.js';

const BYTES = 9;
/** Names whose pseudonyms are not computed again. A busy source has several lines a second. */
const MAX_KNOWN = 1000;

/**
 * Returns a function that replaces personal names in logs with pseudonyms. Lines about one person can be correlated within a
 * period, and the name cannot be recovered without the master secret (OWASP ASVS 16.2.5). The next period has another key.
 *
 * @param rotationMs the length of a period
 * @param now reads the clock that the processes share
 */
export function logPseudonyms(
  masterSecret: string,
  rotationMs: number,
  now: () => Date,
): (name: string) => string {
  const keyOf = (period: number) => deriveKey(masterSecret, `log masks ${String(period)}`);
  const periodNow = () => Math.floor(now().getTime() / rotationMs);
  const known = new LRUCache<string, string>({ max: MAX_KNOWN });
  let period = periodNow();
  let key = keyOf(period);

  function pseudonymOf(name: string): string {
    const pseudonym = createHmac('sha256', key)
      .update(name)
      .digest()
      .subarray(0, BYTES)
      .toString('base64url');
    known.set(name, pseudonym);
    return pseudonym;
  }

  return (name) => {
    const current = periodNow();
    if (current !== period) {
      [period, key] = [current, keyOf(current)];
      known.clear();
    }
    return known.get(name) ?? pseudonymOf(name);
  };
}
