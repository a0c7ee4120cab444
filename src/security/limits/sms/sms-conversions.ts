import type { RateLimitRule } from '../rate-limit-rules.js';
import type { RateLimiter } from '../rate-limiter.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** More than a prefix gets in a day. */
const NO_LIMIT = 1_000_000;
const counted = { counts: 'everything', scope: 'shared' } as const;

/** The counts of each prefix. They limit nothing by themselves. */
export const CONVERSION_COUNTS = {
  'sms.sent': { limit: NO_LIMIT, windowMs: DAY, ...counted },
  'sms.converted': { limit: NO_LIMIT, windowMs: DAY, ...counted },
  'sms.judged': { limit: NO_LIMIT, windowMs: DAY, ...counted },
  'sms.closed': { limit: NO_LIMIT, windowMs: 2 * HOUR, ...counted },
} as const satisfies Record<string, RateLimitRule>;

type CountName = keyof typeof CONVERSION_COUNTS;

/** The codes of a prefix that are judged together, and the least number of them that people must have typed. */
const SAMPLE = 50;
const LEAST_CONVERTED = 10;
const DATE_LENGTH = 'yyyy-mm-dd'.length;

/** Tells fraud from customers by the codes that nobody types. */
export interface SmsConversions {
  /** Counts a message. Returns false if its prefix is closed: of its last sample, too few codes came back. */
  admit(prefix: string): boolean;
  /** Counts a code that came back. */
  convert(prefix: string): void;
}

/**
 * Closes a prefix for one to two hours if less than a fifth of the codes of a sample came back. Fraud with messages pays for
 * those to numbers of one operator, and its codes never come back. The counts begin anew each day.
 *
 * @param onClosed called when a prefix is closed
 */
export function smsConversions(
  limiter: RateLimiter<CountName>,
  now: () => Date,
  onClosed: () => void,
): SmsConversions {
  /** The key of an hour in which a prefix is closed. A key without an hour would end with its window, whenever that began. */
  const hourOf = (prefix: string, later: number) =>
    `${prefix} ${String(Math.floor(now().getTime() / HOUR) + later)}`;
  const today = (prefix: string) => `${prefix} ${now().toISOString().slice(0, DATE_LENGTH)}`;

  /** Returns a count without adding to it. */
  function countOf(name: CountName, key: string): number {
    const standing = limiter.take(name, key);
    standing.giveBack();
    return NO_LIMIT - standing.remaining - 1;
  }

  /** Tells whether a full sample is suspicious. Each one is judged once. */
  function isSuspicious(sample: string): boolean {
    if (countOf('sms.judged', sample) > 0) return false;
    limiter.take('sms.judged', sample);
    return countOf('sms.converted', sample) < LEAST_CONVERTED;
  }

  return {
    admit(prefix) {
      if (countOf('sms.closed', hourOf(prefix, 0)) > 0) return false;
      const day = today(prefix);
      const full = Math.floor(countOf('sms.sent', day) / SAMPLE);
      if (full > 0 && isSuspicious(sampleKey(day, full))) {
        for (const later of [0, 1]) limiter.take('sms.closed', hourOf(prefix, later));
        onClosed();
        return false;
      }
      limiter.take('sms.sent', day);
      return true;
    },
    convert(prefix) {
      const day = today(prefix);
      limiter.take('sms.converted', sampleKey(day, Math.ceil(countOf('sms.sent', day) / SAMPLE)));
    },
  };
}

/** @param sample the number of the sample in its day, from 1 */
function sampleKey(day: string, sample: number): string {
  return `${day} ${sample}`;
}
