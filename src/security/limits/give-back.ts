import type { Redis } from 'ioredis';
import type { Pool } from 'pg';
import type { RateLimiterMemory } from 'rate-limiter-flexible';

/** A request that was counted, and is to be removed from the count. */
export interface CountedPoint {
  /** The key in the store, with its prefix. */
  readonly key: string;
  /** Milliseconds until the window of the request ends. */
  readonly leftMs: number;
  /** The length of a window in milliseconds. */
  readonly windowMs: number;
}

// Each function removes the request only from its own window. A request that is given back after the end of its window
// would otherwise open the next one below zero, and more guesses than the limit would be allowed. The next window ends
// later by its whole length, so half of it tells the two apart, also if the clocks of processes differ.
const latestEndMs = ({ leftMs, windowMs }: CountedPoint) => leftMs + windowMs / 2;

const REDIS_SCRIPT = `
local left = redis.call('pttl', KEYS[1])
if left > 0 and left <= tonumber(ARGV[1]) and tonumber(redis.call('get', KEYS[1])) > 0 then
  redis.call('decr', KEYS[1])
end
return 0`;

/** Gives a point back in Redis. */
export async function giveBackInRedis(redis: Redis, point: CountedPoint): Promise<void> {
  await redis.eval(REDIS_SCRIPT, 1, point.key, String(Math.ceil(latestEndMs(point))));
}

const POSTGRES_UPDATE = `
  update credence_requests.rate_limits set points = points - 1
  where key = $1 and points > 0 and expire > $2 and expire <= $3`;

/** Gives a point back in PostgreSQL. */
export async function giveBackInPostgres(pool: Pool, point: CountedPoint): Promise<void> {
  const now = Date.now();
  await pool.query(POSTGRES_UPDATE, [point.key, now, Math.ceil(now + latestEndMs(point))]);
}

/** A count in memory that ends within this time is not changed: it could end before the change. */
const MIN_LEFT_MS = 100;

/** Gives a point back in the memory of this process. */
export async function giveBackInMemory(
  limiter: RateLimiterMemory,
  key: string,
  point: CountedPoint,
): Promise<void> {
  const count = await limiter.get(key);
  if (count === null || count.consumedPoints <= 0) return;
  if (count.msBeforeNext > MIN_LEFT_MS && count.msBeforeNext <= latestEndMs(point)) await limiter.reward(key);
}
