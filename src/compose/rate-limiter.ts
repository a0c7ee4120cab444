import { Redis } from 'ioredis';
import type { Infrastructure } from './infrastructure.js';
import { openRateLimiter } from '../security/limits/rate-limiter.js';
import type { RateLimiter } from '../security/limits/rate-limiter.js';
import type { Lifecycle } from '../runtime/lifecycle.js';

/** A request waits so long for Redis, and then is counted here. */
const ANSWER_MS = 200;
const LONGEST_PAUSE_MS = 2000;

/** Counts in Redis where jobs are there, too, and else in the database. */
export function openLimiter(infrastructure: Infrastructure, lifecycle: Lifecycle): RateLimiter {
  const { config, logger, masterSecret, pool } = infrastructure;
  const rules = config.rateLimits;
  if (config.redisUrl === null) return openRateLimiter({ rules, masterSecret, store: { pool } });
  const redis = new Redis(config.redisUrl, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: ANSWER_MS,
    retryStrategy: (times) => Math.min(2 ** times * 50, LONGEST_PAUSE_MS),
  });
  redis.on('error', (error) =>
    logger.warn({ err: error }, 'requests are counted by each process for itself'),
  );
  lifecycle.defer(async () => {
    await redis.quit().catch(() => redis.disconnect());
  });
  return openRateLimiter({ rules, masterSecret, store: { redis } });
}
