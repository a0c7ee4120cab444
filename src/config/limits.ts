import { z } from 'zod';
import { isRateLimit, RATE_LIMIT_RULES, rateLimitRules } from '../security/limits/rate-limit-rules.js';
import type { RateLimitName, RateLimitRule, RateLimitRules } from '../security/limits/rate-limit-rules.js';
import type { ServerSettings } from './server.js';
import { commaSeparated, UNITS } from './parsing/values.js';

/** The store returns the time left in milliseconds as a 32-bit number, which overflows after 24 days. */
const LONGEST_WINDOW_MS = UNITS.d;

/** `mail.recipient=5/1h` */
const RATE_LIMIT = /^([a-z.-]+)=([1-9]\d{0,5})\/([1-9]\d{0,4})(s|m|h)$/;

const rateLimits = z.string().transform((list, context) => {
  const chosen = new Map<RateLimitName, Pick<RateLimitRule, 'limit' | 'windowMs'>>();
  for (const item of commaSeparated(list)) {
    const [, name = '', limit, count, unit] = RATE_LIMIT.exec(item) ?? [];
    if (!isRateLimit(name)) {
      const names = Object.keys(RATE_LIMIT_RULES).join(', ');
      context.addIssue({
        code: 'custom',
        message: `must be a list such as mail.recipient=5/1h, with names from ${names}`,
      });
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

export const limitVariables = {
  RATE_LIMITS: rateLimits.optional().describe('Rate limits that differ from the default'),
};

type Environment = z.output<z.ZodObject<typeof limitVariables>>;

export interface LimitSettings {
  readonly rateLimits: RateLimitRules;
}

export function limitSettings(env: Environment, { production }: ServerSettings): LimitSettings {
  return { rateLimits: rateLimitRules(production, env.RATE_LIMITS ?? new Map()) };
}
