import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import express from 'express';
import { Redis } from 'ioredis';
import pg from 'pg';
import { Registry } from 'prom-client';
import { rateLimits } from '../../src/api/http/limits/rate-limits.js';
import { runMigrations } from '../../src/runtime/postgres/migrations.js';
import type { CountChange, CountStore } from '../../src/security/limits/count-store.js';
import { postgresCounts } from '../../src/security/limits/postgres-counts.js';
import { rateLimitRules } from '../../src/security/limits/rate-limit-rules.js';
import type { RateLimitName } from '../../src/security/limits/rate-limit-rules.js';
import { openRateLimiter } from '../../src/security/limits/rate-limiter.js';
import type { RateLimiter, Standing } from '../../src/security/limits/rate-limiter.js';
import { redisCounts } from '../../src/security/limits/redis-counts.js';
import { shareCounts } from '../../src/security/limits/share-counts.js';
import type { CountedWindow } from '../../src/security/limits/share-counts.js';
import { describeWhere } from '../support/requirements/describe-where.js';
import { waitFor } from '../support/clients/wait-for.js';
import { databaseAt } from '../support/stores/database-at.js';
import { usePostgres } from '../support/stores/postgres.js';
import { startRedis, whyNoRedis } from '../support/stores/redis.js';

const LIMIT = 5;
const WINDOW_MS = 2000;
const SHARED = 'sign-in.source';
const NAMES = [SHARED, 'refresh.source'] as const satisfies RateLimitName[];
const RULES = rateLimitRules(
  true,
  new Map(NAMES.map((name) => [name, { limit: LIMIT, windowMs: WINDOW_MS }])),
);
const MASTER_SECRET = 'm4Xv9Qw2Zr7Tn1Kc8Lp5Hd3Fs6Gj0BaY';

interface Opened {
  readonly store: CountStore;
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
    store: postgresCounts(pool),
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
    store: redisCounts(redis),
    async close() {
      redis.disconnect();
      await server.stop();
    },
  };
}

const limiters: RateLimiter[] = [];
afterEach(async () => {
  await Promise.all(limiters.splice(0).map((limiter) => limiter.stop()));
});

/** Opens the limiter of one process. */
function openLimiter(store: CountStore, onFailure: (error: unknown) => void = () => undefined): RateLimiter {
  const limiter = openRateLimiter({ rules: RULES, masterSecret: MASTER_SECRET, store, onFailure });
  limiters.push(limiter);
  return limiter;
}

/** Counts requests of a key. */
function take(limiter: RateLimiter, name: RateLimitName, key: string, count: number): Standing[] {
  return Array.from({ length: count }, () => limiter.take(name, key));
}

const allowed = (standings: readonly Standing[]) => standings.filter(({ exceeded }) => !exceeded).length;

const noStore: CountStore = { exchange: () => Promise.reject(new Error('away')) };

describe.each(NAMES)('the limit %s in one process (LIM-7)', (name) => {
  test('a burst is allowed up to the limit', () => {
    expect(allowed(take(openLimiter(noStore), name, randomUUID(), LIMIT + 3))).toBe(LIMIT);
  });

  test('requests that are given back within their window are free again', () => {
    const [limiter, key] = [openLimiter(noStore), randomUUID()];
    for (const standing of take(limiter, name, key, LIMIT)) standing.giveBack();
    expect(allowed(take(limiter, name, key, LIMIT + 3))).toBe(LIMIT);
  });

  test('requests that are given back after their window change no later window', async () => {
    const [limiter, key] = [openLimiter(noStore), randomUUID()];
    const late = take(limiter, name, key, LIMIT);
    await sleep(WINDOW_MS + 50);
    expect(allowed(take(limiter, name, key, 2))).toBe(2);
    for (const standing of late) standing.giveBack();
    expect(allowed(take(limiter, name, key, LIMIT))).toBe(LIMIT - 2);
  });
});

test('each process counts alone while the store is away, and reports the outage once (LIM-8)', async () => {
  let failures = 0;
  const limiter = openLimiter(noStore, () => (failures += 1));
  const key = randomUUID();
  expect(allowed(take(limiter, SHARED, key, LIMIT))).toBe(LIMIT);
  await sleep(WINDOW_MS / 2);
  expect(allowed(take(limiter, SHARED, key, LIMIT))).toBe(0);
  await sleep(WINDOW_MS / 4);
  expect(failures).toBe(1);
});

describe('windows of one key', () => {
  const aWindow = (pending: number, endsInMs: number): CountedWindow => ({
    key: 'one key',
    limit: LIMIT,
    shared: 0,
    pending,
    endsAt: performance.now() + endsInMs,
    usedAt: -Infinity,
  });

  test('an exchange counts a key once, and the next one sends its other window', async () => {
    const exchanges: (readonly CountChange[])[] = [];
    const sharing = shareCounts(
      {
        exchange(changes) {
          exchanges.push(changes);
          return Promise.resolve([{ key: 'one key', requests: 3, leftMs: WINDOW_MS }]);
        },
      },
      () => undefined,
    );
    sharing.include(aWindow(1, WINDOW_MS));
    sharing.include(aWindow(2, WINDOW_MS));
    await sharing.stop();
    expect(exchanges.map((changes) => changes.map(({ requests }) => requests))).toEqual([[2], [1]]);
  });

  test('a reply that comes after the end of a window does not prolong it', async () => {
    const ending = aWindow(1, 80);
    const endsAt = ending.endsAt;
    const sharing = shareCounts(
      {
        async exchange() {
          await sleep(100);
          return [{ key: 'one key', requests: 1, leftMs: 60_000 }];
        },
      },
      () => undefined,
    );
    sharing.include(ending);
    await sharing.stop();
    expect(ending.endsAt).toBe(endsAt);
  });
});

test('a request that is refused for lack of capacity gives back all its limits (WEB-15)', async () => {
  const limits = rateLimits(openLimiter(noStore), new Registry());
  const app = express();
  const outcomes: string[] = [];
  app.get('/', async (_request, response) => {
    const counted = await limits.count([['password.account', 'ada']], response);
    outcomes.push(String(response.get('RateLimit')));
    counted.settle('too_busy');
    response.end();
  });
  const listener = app.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  for (let n = 0; n < 2; n += 1) await fetch(`http://127.0.0.1:${String(port)}/`);
  listener.close();
  expect(outcomes[1]).toBe(outcomes[0]);
});

describe.each<[string, () => Promise<Opened>, string | null]>([
  ['PostgreSQL', openInPostgres, null],
  ['Redis', openInRedis, await whyNoRedis()],
])('counts shared in %s', (name, open, whyNot) => {
  describeWhere(whyNot)(`rate limits in ${name}`, () => {
    let opened: Opened;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(async () => {
      await opened.close();
    });

    /** Returns the count of a key in the store. */
    const countOf = async (key: string) =>
      (await opened.store.exchange([{ key, requests: 0, leftMs: WINDOW_MS }]))[0]?.requests ?? null;
    const change = async (key: string, requests: number, leftMs: number) =>
      await opened.store.exchange([{ key, requests, leftMs }]);

    test('a process soon knows the requests that another one has counted', async () => {
      const [one, other, key] = [openLimiter(opened.store), openLimiter(opened.store), randomUUID()];
      take(one, SHARED, key, LIMIT - 1);
      // The first request of the other process asks for the count.
      expect(allowed(take(other, SHARED, key, 1))).toBe(1);
      await waitFor('the limit is reached', () => other.take(SHARED, key).exceeded, WINDOW_MS / 2);
    });

    test('a process that starts within a window learns its count (LIM-7)', async () => {
      const [one, key] = [openLimiter(opened.store), randomUUID()];
      take(one, SHARED, key, LIMIT);
      await one.stop();
      const restarted = openLimiter(opened.store);
      await waitFor('the limit is reached', () => restarted.take(SHARED, key).exceeded, WINDOW_MS / 2);
      expect(restarted.take(SHARED, key).resetSeconds).toBeLessThanOrEqual(WINDOW_MS / 1000);
    });

    test('changes of one key add up in its window', async () => {
      const key = randomUUID();
      expect(await countOf(key)).toBeNull();
      expect(await change(key, 3, 60_000)).toMatchObject([{ key, requests: 3 }]);
      expect(await change(key, -1, 60_000)).toMatchObject([{ key, requests: 2 }]);
      expect(await change(key, -5, 60_000)).toMatchObject([{ key, requests: 0 }]);
      const [count] = await change(key, 1, 90_000);
      expect(count?.requests).toBe(1);
      expect(count?.leftMs).toBeLessThanOrEqual(60_000);
    });

    test('requests that are given back late take nothing from the window in progress', async () => {
      const key = randomUUID();
      await change(key, 1, 50);
      await sleep(100);
      expect(await change(key, 2, WINDOW_MS)).toMatchObject([{ requests: 2 }]);
      await change(key, -1, 1);
      expect(await countOf(key)).toBe(2);
    });

    test('requests that are given back after the end of every window leave no credit', async () => {
      const key = randomUUID();
      await change(key, -1, WINDOW_MS);
      expect(await change(key, 1, WINDOW_MS)).toMatchObject([{ requests: 1 }]);
    });

    test('an exchange of many keys counts each of them', async () => {
      const keys = Array.from({ length: 500 }, () => randomUUID());
      const changes = keys.map((key, i) => ({ key, requests: i + 1, leftMs: WINDOW_MS }));
      const results = await Promise.all([opened.store.exchange(changes), opened.store.exchange(changes)]);
      const highest = Math.max(
        ...results.flat().flatMap(({ key, requests }) => (key === keys[499] ? [requests] : [])),
      );
      expect(highest).toBe(1000);
      expect(await countOf(keys[9] ?? '')).toBe(20);
    });
  });
});
