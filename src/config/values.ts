import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { BEARER_TOKEN } from '../security/tokens/bearer-token.js';
import { isRateLimit, RATE_LIMIT_RULES } from '../security/limits/rate-limit-rules.js';
import type { RateLimitName, RateLimitRule } from '../security/limits/rate-limit-rules.js';

// How the values of variables are spelled, and what of them is refused.

export const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `10s`, or `0s` for none: answers milliseconds. */
export const durationOrNone = z
  .string()
  .regex(/^(0|[1-9]\d{0,8})(ms|s|m|h|d)$/, { error: 'must be a duration such as 10m or 30d' })
  .transform((text) => Number.parseInt(text, 10) * UNITS[text.replace(/\d+/, '') as keyof typeof UNITS]);

/** `10m`, `30d`: answers milliseconds. */
export const duration = durationOrNone.refine((ms) => ms > 0, { error: 'must be more than nothing' });

export const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, { error: 'must be a whole number' })
    .transform(Number)
    .refine((value) => value >= min && value <= max, {
      error: `must lie between ${String(min)} and ${String(max)}`,
    });

export const flag = z
  .enum(['true', 'false'], { error: 'must be true or false' })
  .transform((text) => text === 'true');

export const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be a URL of http or https' })
  .transform((url) => url.replace(/\/+$/, ''));

const LOOPBACK = /^(localhost|127\.[\d.]+|::1|\[::1\])$/;

/** Whether only programs on this machine reach what listens there. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/** What is asked there is nobody else's business. */
export const rangeUrl = httpUrl.refine(
  (url) => {
    const { protocol, hostname, username, password, search, hash } = new URL(url);
    const isPrivate = protocol === 'https:' || isLoopback(hostname);
    return isPrivate && [username, password, search, hash].every((part) => part === '');
  },
  {
    error: 'must be a URL of https, or of http on this machine, such as https://api.pwnedpasswords.com/range',
  },
);

/** Values from examples, which everybody knows. */
const EXAMPLES = /change.?me|example|your.{0,9}secret|secret.at.least|placeholder|^(secret|password|test)/i;

/** 256 bits at the least, and no value that everybody knows. */
export const secret = z
  .string()
  .min(32, { error: 'must have 32 characters or more' })
  .refine((value) => !EXAMPLES.test(value) && new Set(value).size >= 10, { error: 'is too easy to guess' });

/** A secret that callers send along; with other characters nobody could. */
export const bearerToken = secret.regex(new RegExp(`^${BEARER_TOKEN.source}$`), {
  error: 'must have letters, digits and -._~+/ only, with = at its end at the most',
});

export const databaseUrl = z
  .string()
  .transform((url) => url.replace(/^postgres(ql)?(\+\w+)?:/, 'postgres:'))
  .refine((url) => url.startsWith('postgres://') && URL.canParse(url), {
    error: 'must be a URL of PostgreSQL',
  });

export const eventStoreDbUrl = z.string().regex(/^esdb(\+discover)?:\/\/[^\s/]+/, {
  error: 'must be a connection string such as esdb://user:password@host:2113?tls=true',
});

function commaSeparated(list: string): string[] {
  return list
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

export const origins = z
  .string()
  .transform(commaSeparated)
  .refine((list) => list.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin), {
    error: 'must be a list of origins such as https://app.example.com, separated by commas',
  });

/** Of whom to believe everybody is to believe nobody: whoever calls would choose the address that counts. */
function isEverybody(one: string): boolean {
  if (!ipaddr.isValidCIDR(one)) return false;
  const [address, prefix] = ipaddr.parseCIDR(one);
  const isMapped = address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress();
  return prefix <= (isMapped ? 96 : 0);
}

export const proxies = z
  .string()
  .transform(commaSeparated)
  .refine((list) => list.every((one) => ipaddr.isValid(one) || ipaddr.isValidCIDR(one)), {
    error: 'must be a list of addresses or networks such as 10.0.0.0/8, separated by commas',
  })
  .refine((list) => !list.some(isEverybody), { error: 'must not have a network that holds everybody' });

/** Windows are timed in memory while the store is away, and a timer of more than 24 days fires at once. */
const LONGEST_WINDOW_MS = UNITS.d;

/** `mail.recipient=5/1h` */
const RATE_LIMIT = /^([a-z.-]+)=([1-9]\d{0,5})\/([1-9]\d{0,4})(s|m|h)$/;

export const rateLimits = z.string().transform((list, context) => {
  const chosen = new Map<RateLimitName, Pick<RateLimitRule, 'limit' | 'windowMs'>>();
  for (const one of commaSeparated(list)) {
    const [, name = '', limit, count, unit] = RATE_LIMIT.exec(one) ?? [];
    if (!isRateLimit(name)) {
      const known = Object.keys(RATE_LIMIT_RULES).join(', ');
      context.addIssue({ code: 'custom', message: `must be a list such as mail.recipient=5/1h of ${known}` });
      return z.NEVER;
    }
    const windowMs = Number(count) * UNITS[unit as 's' | 'm' | 'h'];
    if (windowMs > LONGEST_WINDOW_MS) {
      context.addIssue({ code: 'custom', message: 'must have windows of 24h or less' });
      return z.NEVER;
    }
    chosen.set(name, { limit: Number(limit), windowMs });
  }
  return chosen;
});
