import { createHash } from 'node:crypto';
import { readText } from '../../runtime/read-text.js';

/** Resolves to true if a password is known from a breach, and to false if the check fails. Never rejects. */
export type BreachCheck = (password: string) => Promise<boolean>;

/** `failed`: no response, an invalid one, or too many concurrent checks. */
export type BreachOutcome = 'clean' | 'breached' | 'failed';

/** Time limit of a check, during which a person waits. */
const TIME_LIMIT_MS = 1000;
/** Concurrent checks; further ones fail at once. */
const MAX_CONCURRENT_CHECKS = 100;
/** A padded range has about a thousand lines of 40 characters. */
const MAX_RANGE_LENGTH = 256 * 1024;
const PREFIX_LENGTH = 5;
const LINE = /^(?<suffix>[0-9A-F]{35}):(?<count>\d+)$/;

/**
 * Looks passwords up with the range API of Pwned Passwords. The API learns the first 20 bits of a SHA-1, which about a
 * thousand known passwords share; padding hides the number from an observer of the connection. A failed check accepts
 * the password.
 *
 * @param rangeUrl URL without a trailing slash, such as https://api.pwnedpasswords.com/range
 * @param recordOutcome receives the outcome of each check
 */
export function breachCheck(rangeUrl: string, recordOutcome: (outcome: BreachOutcome) => void): BreachCheck {
  let running = 0;

  async function check(password: string): Promise<BreachOutcome> {
    if (running >= MAX_CONCURRENT_CHECKS) return 'failed';
    running += 1;
    try {
      const hash = createHash('sha1').update(password.normalize('NFC')).digest('hex').toUpperCase();
      const range = await fetchRange(`${rangeUrl}/${hash.slice(0, PREFIX_LENGTH)}`);
      return isListed(hash.slice(PREFIX_LENGTH), range) ? 'breached' : 'clean';
    } catch {
      return 'failed';
    } finally {
      running -= 1;
    }
  }

  return async (password) => {
    const outcome = await check(password);
    recordOutcome(outcome);
    return outcome === 'breached';
  };
}

async function fetchRange(url: string): Promise<string> {
  const response = await fetch(url, {
    headers: { 'Add-Padding': 'true', 'User-Agent': 'credence' },
    redirect: 'error',
    signal: AbortSignal.timeout(TIME_LIMIT_MS),
  });
  if (!response.ok || response.body === null) throw new Error('The range API returned no range.');
  return await readText(response, MAX_RANGE_LENGTH);
}

/** Returns true if the range contains the suffix. Padding lines have a count of 0. */
function isListed(suffix: string, range: string): boolean {
  const entries = range
    .trim()
    .split(/\r?\n/)
    .map((line) => {
      const { suffix: listed, count } = LINE.exec(line.toUpperCase())?.groups ?? {};
      if (listed === undefined) throw new Error('The range has a malformed line.');
      return { listed, count: Number(count) };
    });
  return entries.some(({ listed, count }) => listed === suffix && count > 0);
}
