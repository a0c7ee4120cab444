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
import { giveBackInMemory, giveBackInPostgres, giveBackInRedis } from './give-back.js';
import type { CountedPoint } from './give-back.js';
import { isRateLimit } from './rate-limit-rules.js';
import type { RateLimitName, RateLimitRule, RateLimitRules } from './rate-limit-rules.js';

/** The state of a limit after a request was counted. */
export interface Standing {
  readonly name: RateLimitName;
  readonly rule: RateLimitRule;
  /** True if the request is over the limit. */
  readonly exceeded: boolean;
  readonly remaining: number;
  /** Whole seconds until the window ends, at least 1. */
  readonly resetSeconds: number;
  /** The end of the window, on the clock of `performance.now()`. */
  readonly windowEndsAt: number;
}

export interface RateLimiter {
  /** Counts a request of a key and returns the state of its limit. */
  take(name: RateLimitName, key: string): Promise<Standing>;
  /** Removes one request of a key from the count, unless the window in which it was counted has ended. */
  giveBack(standing: Standing, key: string): Promise<void>;
}

interface Options {
  readonly rules: RateLimitRules;
  readonly masterSecret: string;
  readonly store: { readonly redis: Redis } | { readonly pool: Pool };
}

/**
 * Opens a rate limiter that counts in Redis or PostgreSQL for all processes. During an outage of the store each process
 * counts alone by the same rules, so that a limit always applies (OWASP ASVS 16.5.3). The store receives only a MAC of
 * each key.
 */
export function openRateLimiter({ rules, masterSecret, store }: Options): RateLimiter {
  const macKey = deriveKey(masterSecret, 'rate limits');
  const limiters = new Map(
    Object.entries(rules).flatMap(([name, rule]): [RateLimitName, Limiter][] =>
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
      const result = await limiterFor(name)
        .counter.consume(mac(key))
        .catch((refusal: unknown) => {
          if (refusal instanceof RateLimiterRes) return refusal;
          throw refusal;
        });
      const rule = rules[name];
      return {
        name,
        rule,
        exceeded: result.consumedPoints > rule.limit,
        remaining: Math.max(0, result.remainingPoints),
        resetSeconds: Math.max(1, Math.ceil(result.msBeforeNext / 1000)),
        windowEndsAt: performance.now() + result.msBeforeNext,
      };
    },
    async giveBack({ name, rule: { windowMs }, windowEndsAt }, key) {
      const leftMs = windowEndsAt - performance.now();
      if (leftMs > 0) await limiterFor(name).giveBack(mac(key), { leftMs, windowMs });
    },
  };
}

const PREFIX = 'credence-limit';

/** The counter of one limit. */
interface Limiter {
  readonly counter: RateLimiterAbstract;
  giveBack(key: string, window: Omit<CountedPoint, 'key'>): Promise<void>;
}

function limiterOf(name: RateLimitName, rule: RateLimitRule, store: Options['store']): Limiter {
  const keyPrefix = `${PREFIX}:${name}`;
  const bounds = { keyPrefix, points: rule.limit, duration: rule.windowMs / 1000 };
  const local = new RateLimiterMemory(bounds);
  const pointOf = (key: string, window: Omit<CountedPoint, 'key'>) => ({
    key: `${keyPrefix}:${key}`,
    ...window,
  });
  const inMemory = async (key: string, window: Omit<CountedPoint, 'key'>) =>
    await giveBackInMemory(local, key, pointOf(key, window));
  if (rule.scope === 'process') return { counter: local, giveBack: inMemory };
  const shared = { ...bounds, insuranceLimiter: local };
  const counter =
    'redis' in store
      ? new RateLimiterRedis({ ...shared, storeClient: store.redis, rejectIfRedisNotReady: true })
      : new RateLimiterPostgres({
          ...shared,
          storeClient: store.pool,
          schemaName: 'credence_requests',
          tableName: 'rate_limits',
          tableCreated: true,
          clearExpiredByTimeout: true,
        });
  return {
    counter,
    async giveBack(key, window) {
      const point = pointOf(key, window);
      const given =
        'redis' in store ? giveBackInRedis(store.redis, point) : giveBackInPostgres(store.pool, point);
      await given.catch(() => inMemory(key, window));
    },
  };
}
