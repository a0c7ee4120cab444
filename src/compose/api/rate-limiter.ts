import { Redis } from 'ioredis';
import type { Infrastructure } from '../infrastructure.js';
import { openRateLimiter } from '../../security/limits/rate-limiter.js';
import type { RateLimiter } from '../../security/limits/rate-limiter.js';
import type { Lifecycle } from '../../runtime/lifecycle.js';

/** A request waits this long for Redis; after that this process counts it alone. */
const COMMAND_MS = 200;
const LONGEST_BACKOFF_MS = 2000;

/** Opens a rate limiter that counts in Redis if it is configured, and otherwise in the database. */
export function openLimiter(infrastructure: Infrastructure, lifecycle: Lifecycle): RateLimiter {
  const { config, logger, masterSecret, pool } = infrastructure;
  const rules = config.rateLimits;
  if (config.redisUrl === null) return openRateLimiter({ rules, masterSecret, store: { pool } });
  const redis = new Redis(config.redisUrl, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_MS,
    retryStrategy: (times) => Math.min(2 ** times * 50, LONGEST_BACKOFF_MS),
  });
  redis.on('error', (error) =>
    logger.warn({ err: error }, 'connection to Redis lost; each process counts rate limits alone'),
  );
  lifecycle.defer(async () => {
    await redis.quit().catch(() => redis.disconnect());
  });
  return openRateLimiter({ rules, masterSecret, store: { redis } });
}
