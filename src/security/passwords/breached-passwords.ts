import { createHash } from 'node:crypto';

/** Whether a password is known from a breach. Where that cannot be found out, it is not; nothing is ever thrown. */
export type BreachCheck = (password: string) => Promise<boolean>;

/** `failed`: there was no answer, or none that could be understood. */
export type BreachOutcome = 'clean' | 'breached' | 'failed';

/** As long as a person may wait for it. */
const TIME_LIMIT_MS = 1000;
/** More than this do not wait for the other side at once. */
const CHECKS_AT_ONCE = 100;
/** A padded range has about a thousand lines of 40 characters. */
const LONGEST_ANSWER = 256 * 1024;
const PREFIX_LENGTH = 5;
const LINE = /^(?<suffix>[0-9A-F]{35}):(?<count>\d+)$/;

/**
 * Asks a service with the interface of Pwned Passwords for the range of hashes in which the password's is: it learns the
 * first 20 bits of a SHA-1, which some thousand known passwords share. Padding hides from who watches the line even
 * how many. A check that fails, takes too long, or would be one too many lets the password pass.
 *
 * @param rangeUrl without the slash at its end, such as https://api.pwnedpasswords.com/range
 * @param note is told what came of each check
 */
export function breachCheck(rangeUrl: string, note: (outcome: BreachOutcome) => void): BreachCheck {
  let underWay = 0;

  async function check(password: string): Promise<BreachOutcome> {
    if (underWay >= CHECKS_AT_ONCE) return 'failed';
    underWay += 1;
    try {
      const hash = createHash('sha1').update(password.normalize('NFC')).digest('hex').toUpperCase();
      const range = await fetchRange(`${rangeUrl}/${hash.slice(0, PREFIX_LENGTH)}`);
      return isListed(hash.slice(PREFIX_LENGTH), range) ? 'breached' : 'clean';
    } catch {
      return 'failed';
    } finally {
      underWay -= 1;
    }
  }

  return async (password) => {
    const outcome = await check(password);
    note(outcome);
    return outcome === 'breached';
  };
}

async function fetchRange(url: string): Promise<string> {
  const { ok, body } = await fetch(url, {
    headers: { 'Add-Padding': 'true', 'User-Agent': 'credence' },
    redirect: 'error',
    signal: AbortSignal.timeout(TIME_LIMIT_MS),
  });
  if (!ok || body === null) throw new Error('There is no range.');
  let text = '';
  for await (const part of body.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.length > LONGEST_ANSWER) throw new Error('The range has no end.');
  }
  return text;
}

/** Lines of padding count nothing. */
function isListed(suffix: string, range: string): boolean {
  const entries = range
    .trim()
    .split(/\r?\n/)
    .map((line) => {
      const { suffix: listed, count } = LINE.exec(line.toUpperCase())?.groups ?? {};
      if (listed === undefined) throw new Error('This is not a range.');
      return { listed, count: Number(count) };
    });
  return entries.some(({ listed, count }) => listed === suffix && count > 0);
}
