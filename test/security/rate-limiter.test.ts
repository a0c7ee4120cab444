import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import pg from 'pg';
import { runMigrations } from '../../src/runtime/postgres/migrations.js';
import { rateLimitRules } from '../../src/security/limits/rate-limit-rules.js';
import type { RateLimitName } from '../../src/security/limits/rate-limit-rules.js';
import { openRateLimiter } from '../../src/security/limits/rate-limiter.js';
import type { RateLimiter, Standing } from '../../src/security/limits/rate-limiter.js';
import { databaseAt } from '../support/stores/database-at.js';
import { usePostgres } from '../support/stores/postgres.js';
import { startRedis, whyNoRedis } from '../support/stores/redis.js';

const LIMIT = 5;
const WINDOW_MS = 2000;
const NAMES = ['sign-in.source', 'refresh.source'] as const satisfies RateLimitName[];
const RULES = rateLimitRules(
  true,
  new Map(NAMES.map((name) => [name, { limit: LIMIT, windowMs: WINDOW_MS }])),
);
const MASTER_SECRET = 'm4Xv9Qw2Zr7Tn1Kc8Lp5Hd3Fs6Gj0BaY';

interface Opened {
  readonly limiter: RateLimiter;
  close(): Promise<void>;
}

async function openInPostgres(): Promise<Opened> {
  const database = await usePostgres();
  const migrations = new URL('../../src/security/request-stores/migrations/', import.meta.url);
  await runMigrations(databaseAt(database.url), migrations, 'credence_requests');
  const pool = new pg.Pool({ connectionString: database.url, max: 5 });
  // The database may close an idle connection before the pool does.
  pool.on('error', () => undefined);
  return {
    limiter: openRateLimiter({ rules: RULES, masterSecret: MASTER_SECRET, store: { pool } }),
    async close() {
      await pool.end();
      await database.dispose();
    },
  };
}

async function openInRedis(): Promise<Opened> {
  const server = await startRedis();
  const redis = new Redis(server.url);
  await redis.ping();
  return {
    limiter: openRateLimiter({ rules: RULES, masterSecret: MASTER_SECRET, store: { redis } }),
    async close() {
      redis.disconnect();
      await server.stop();
    },
  };
}

const noRedis = await whyNoRedis();
if (noRedis !== null) console.warn(`SKIPPED: rate limits in Redis: ${noRedis}.`);

describe.each<[string, RateLimitName, () => Promise<Opened>, boolean]>([
  ['PostgreSQL', 'sign-in.source', openInPostgres, true],
  ['memory', 'refresh.source', openInPostgres, true],
  ['Redis', 'sign-in.source', openInRedis, noRedis === null],
])('points counted in %s (LIM-7)', (_store, name, open, isAvailable) => {
  const testHere = isAvailable ? test : test.skip;
  let opened: Opened;

  beforeAll(async () => {
    if (isAvailable) opened = await open();
  });

  afterAll(async () => {
    if (isAvailable) await opened.close();
  });

  /** Counts requests of a key, all at once. */
  async function take(key: string, count: number): Promise<Standing[]> {
    return await Promise.all(Array.from({ length: count }, () => opened.limiter.take(name, key)));
  }
  const allowed = (standings: readonly Standing[]) => standings.filter(({ exceeded }) => !exceeded).length;
  const giveBack = async (standings: readonly Standing[], key: string) => {
    await Promise.all(standings.map((standing) => opened.limiter.giveBack(standing, key)));
  };

  testHere('points given back within their window are free again', async () => {
    const key = randomUUID();
    await giveBack(await take(key, LIMIT), key);
    expect(allowed(await take(key, LIMIT + 3))).toBe(LIMIT);
  });

  testHere(
    'points given back after the end of their window do not open the next one below zero',
    async () => {
      const key = randomUUID();
      const late = await take(key, LIMIT);
      await sleep(WINDOW_MS + 100);
      await giveBack(late, key);
      expect(allowed(await take(key, LIMIT + 3))).toBe(LIMIT);
    },
  );

  testHere('points given back late take nothing from the window in progress', async () => {
    const key = randomUUID();
    const late = await take(key, LIMIT);
    await sleep(WINDOW_MS + 100);
    expect(allowed(await take(key, LIMIT))).toBe(LIMIT);
    // The point is on its way to the store when its window ends.
    const delayed = late.map((standing) => ({ ...standing, windowEndsAt: performance.now() + 1 }));
    await giveBack(delayed, key);
    expect(allowed(await take(key, 3))).toBe(0);
  });
});
