import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newEmail } from '../support/clients/accounts.js';
import { startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { waitFor } from '../support/clients/wait-for.js';
import { startRedis, whyNoRedis } from '../support/stores/redis.js';
import type { TestRedis } from '../support/stores/redis.js';
import { useStores } from '../support/stores/stores.js';
import type { TestStores } from '../support/stores/stores.js';

const LIMIT = 5;

const noRedis = await whyNoRedis();
if (noRedis !== null) console.warn(`SKIPPED: limits while Redis is away: ${noRedis}.`);

(noRedis === null ? describe : describe.skip)('limits that are counted in Redis', () => {
  let stores: TestStores;
  let redis: TestRedis;
  let credence: Credence;
  let other: Credence;

  beforeAll(async () => {
    stores = await useStores('postgresql');
    redis = await startRedis();
    const environment = {
      ...stores.environment,
      REDIS_URL: redis.url,
      RATE_LIMITS: `sign-in.source=${String(LIMIT)}/1h`,
      TRUSTED_PROXIES: '127.0.0.1',
    };
    credence = await startCredence(environment, { role: 'api' });
    other = await startCredence({ ...environment, PUBLIC_URL: credence.url }, { role: 'api' });
  });
  afterAll(async () => {
    await Promise.all([credence.stop(), other.stop()]);
    await redis.stop();
    await stores.dispose();
  });

  /** How many attempts are let through of many, by turns through both processes. */
  async function letThrough(source: string): Promise<number> {
    let count = 0;
    for (let n = 0; n < 3 * LIMIT; n += 1) {
      const { status } = await (n % 2 === 0 ? credence : other).call('POST', '/auth/login', {
        body: { email: newEmail(), password: 'wrong' },
        headers: { 'x-forwarded-for': source },
      });
      if (status !== 429) count += 1;
    }
    return count;
  }

  test('LIM-8 hold for all processes together, for each by itself while Redis is away, and together again', async () => {
    expect(await letThrough('198.51.100.1')).toBe(LIMIT);
    await redis.kill();
    expect(await letThrough('198.51.100.2')).toBe(2 * LIMIT);
    await redis.start();
    let sources = 2;
    await waitFor('they count together again', async () => {
      sources += 1;
      return (await letThrough(`198.51.100.${String(sources)}`)) === LIMIT ? true : undefined;
    });
  });
});
