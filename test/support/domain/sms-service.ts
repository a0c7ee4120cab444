import type { SmsService } from '../../../src/commands/dependencies.js';
import type { CountStore } from '../../../src/security/limits/count-store.js';
import { rateLimitRules } from '../../../src/security/limits/rate-limit-rules.js';
import { openRateLimiter } from '../../../src/security/limits/rate-limiter.js';
import { smsBudget } from '../../../src/security/limits/sms/sms-budget.js';
import { CONVERSION_COUNTS, smsConversions } from '../../../src/security/limits/sms/sms-conversions.js';
import { NOW } from './user-history.js';

/** A store of counts in memory, for any number of processes. */
export function memoryCounts(): CountStore {
  const counts = new Map<string, number>();
  return {
    exchange: (changes) =>
      Promise.resolve(
        changes.map(({ key, requests, leftMs }) => {
          const total = Math.max(0, (counts.get(key) ?? 0) + requests);
          counts.set(key, total);
          return { key, requests: total, leftMs };
        }),
      ),
  };
}

/** The text messages of a service for phones in Germany, with its real budgets. */
export function anSmsService(changes: Partial<SmsService> = {}, store = memoryCounts()): SmsService {
  const options = {
    masterSecret: 'm4Xv9Qw2Zr7Tn1Kc8Lp5Hd3Fs6Gj0BaY',
    store,
    onFailure: () => undefined,
  };
  const limiter = openRateLimiter({ ...options, rules: rateLimitRules(true, new Map()) });
  const counts = openRateLimiter({ ...options, rules: CONVERSION_COUNTS });
  const conversions = smsConversions(
    counts,
    () => NOW,
    () => undefined,
  );
  return {
    budget: smsBudget(limiter, conversions),
    countries: new Set(['DE']),
    mayBeAlone: false,
    patienceMs: 0,
    countConverted: () => undefined,
    ...changes,
  };
}
