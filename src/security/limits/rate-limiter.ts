import { createHmac } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Pool } from 'pg';
import {
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import { deriveKey } from '../keys/derive-key.js';
import { isRateLimit } from './rate-limit-rules.js';
import type { RateLimitName, RateLimitRule, RateLimitRules } from './rate-limit-rules.js';

/** What is left of a limit after one more. */
export interface Standing {
  readonly name: RateLimitName;
  readonly rule: RateLimitRule;
  /** Whether this one was too many. */
  readonly exceeded: boolean;
  readonly remaining: number;
  /** Whole seconds until the window ends, at least 1. */
  readonly resetSeconds: number;
}

export interface RateLimiter {
  /** Counts one more for a key, and says whether it still may be. */
  take(name: RateLimitName, key: string): Promise<Standing>;
  /** Takes one back that does not count after all. */
  giveBack(name: RateLimitName, key: string): Promise<void>;
}

interface Options {
  readonly rules: RateLimitRules;
  readonly masterSecret: string;
  readonly store: { readonly redis: Redis } | { readonly pool: Pool };
}

/**
 * Counts in Redis or in PostgreSQL, for all processes together. While that is away, each process counts for itself by the
 * same rules: the sum may be larger then, and is never without a limit (OWASP ASVS 16.5.3). The stores see a MAC of each
 * key and nothing else of it.
 */
export function openRateLimiter({ rules, masterSecret, store }: Options): RateLimiter {
  const macKey = deriveKey(masterSecret, 'rate limits');
  const limiters = new Map(
    Object.entries(rules).flatMap(([name, rule]): [RateLimitName, RateLimiterAbstract][] =>
      isRateLimit(name) ? [[name, limiterOf(name, rule, store)]] : [],
    ),
  );
  const limiterFor = (name: RateLimitName) => {
    const limiter = limiters.get(name);
    if (limiter === undefined) throw new TypeError(`There is no rate limit ${name}.`);
    return limiter;
  };
  const mac = (key: string) => createHmac('sha256', macKey).update(key).digest('base64url');

  return {
    async take(name, key) {
      const taken = await limiterFor(name)
        .consume(mac(key))
        .catch((refusal: unknown) => {
          if (refusal instanceof RateLimiterRes) return refusal;
          throw refusal;
        });
      const rule = rules[name];
      return {
        name,
        rule,
        exceeded: taken.consumedPoints > rule.limit,
        remaining: Math.max(0, taken.remainingPoints),
        resetSeconds: Math.max(1, Math.ceil(taken.msBeforeNext / 1000)),
      };
    },
    async giveBack(name, key) {
      await limiterFor(name).reward(mac(key));
    },
  };
}

const PREFIX = 'credence-limit';

function limiterOf(name: RateLimitName, rule: RateLimitRule, store: Options['store']): RateLimiterAbstract {
  const bounds = {
    keyPrefix: `${PREFIX}:${name}`,
    points: rule.limit,
    duration: rule.windowMs / 1000,
  };
  const local = new RateLimiterMemory(bounds);
  if (rule.counted === 'apart') return local;
  const shared = { ...bounds, insuranceLimiter: local };
  if ('redis' in store)
    return new RateLimiterRedis({ ...shared, storeClient: store.redis, rejectIfRedisNotReady: true });
  return new RateLimiterPostgres({
    ...shared,
    storeClient: store.pool,
    schemaName: 'api',
    tableName: 'rate_limits',
    tableCreated: true,
    clearExpiredByTimeout: true,
  });
}
