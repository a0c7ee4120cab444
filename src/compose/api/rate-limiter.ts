import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Infrastructure } from '../infrastructure.js';
import { openPool } from '../../runtime/postgres/client.js';
import type { Database } from '../../runtime/postgres/client.js';
import type { Lifecycle } from '../../runtime/lifecycle.js';
import type { CountStore } from '../../security/limits/count-store.js';
import { postgresCounts } from '../../security/limits/postgres-counts.js';
import { openRateLimiter } from '../../security/limits/rate-limiter.js';
import type { RateLimiter } from '../../security/limits/rate-limiter.js';
import type { RateLimitRule } from '../../security/limits/rate-limit-rules.js';
import { redisCounts } from '../../security/limits/redis-counts.js';

/** An exchange waits this long for Redis. Until the next one succeeds, this process counts alone. */
const COMMAND_MS = 200;
const LONGEST_BACKOFF_MS = 2000;

/** Opens the counts that all processes share: in Redis if it is configured, and otherwise in the database. */
export function openCounts({ config, logger, database }: Infrastructure, lifecycle: Lifecycle): CountStore {
  return config.redisUrl === null
    ? countsInDatabase(database, lifecycle)
    : countsInRedis(config.redisUrl, logger, lifecycle);
}

/** Opens a rate limiter that shares its counts. */
export function openLimiter<Name extends string>(
  { logger, masterSecret }: Infrastructure,
  rules: Readonly<Record<Name, RateLimitRule>>,
  store: CountStore,
  lifecycle: Lifecycle,
): RateLimiter<Name> {
  const limiter = openRateLimiter({
    rules,
    masterSecret,
    store,
    onFailure: (error) =>
      logger.warn({ err: error }, 'rate limits cannot be shared; each process counts them alone'),
  });
  lifecycle.defer(() => limiter.stop());
  return limiter;
}

/** Uses a connection of its own: limits must apply also when commands have taken all others. */
function countsInDatabase(database: Database, lifecycle: Lifecycle): CountStore {
  const pool = openPool(database, { name: 'credence limits', max: 1 });
  lifecycle.defer(() => pool.end());
  return postgresCounts(pool);
}

function countsInRedis(url: string, logger: Logger, lifecycle: Lifecycle): CountStore {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_MS,
    retryStrategy: (times) => Math.min(2 ** times * 50, LONGEST_BACKOFF_MS),
  });
  redis.on('error', (error) => logger.warn({ err: error }, 'connection to Redis lost'));
  lifecycle.defer(async () => {
    await redis.quit().catch(() => redis.disconnect());
  });
  return redisCounts(redis);
}
