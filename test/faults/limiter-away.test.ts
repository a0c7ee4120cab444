import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newEmail } from '../support/clients/accounts.js';
import { startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { waitFor } from '../support/clients/wait-for.js';
import { describeWhere } from '../support/requirements/describe-where.js';
import { startRedis, whyNoRedis } from '../support/stores/redis.js';
import type { TestRedis } from '../support/stores/redis.js';
import { useStores } from '../support/stores/stores.js';
import type { TestStores } from '../support/stores/stores.js';

const LIMIT = 5;

describeWhere(await whyNoRedis())('rate limits counted in Redis', () => {
  let stores: TestStores;
  let redis: TestRedis;
  let credence: Credence;
  let other: Credence;

  beforeAll(async () => {
    stores = await useStores('postgresql');
    redis = await startRedis();
    const environment = {
      ...stores.environment,
      // An attempt takes longer than the processes need to share their counts.
      PASSWORD_HASH: 'bcrypt',
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

  /** Sends attempts to both processes in turn. Returns the number of attempts that are not rate limited. */
  async function countAllowed(source: string): Promise<number> {
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

  test('rate limits apply to all processes together, and to each process during a Redis outage (LIM-8)', async () => {
    expect(await countAllowed('198.51.100.1')).toBe(LIMIT);
    await redis.kill();
    expect(await countAllowed('198.51.100.2')).toBe(2 * LIMIT);
    await redis.start();
    let sources = 2;
    await waitFor('the processes share one count again', async () => {
      sources += 1;
      return (await countAllowed(`198.51.100.${String(sources)}`)) === LIMIT ? true : undefined;
    });
  });
});
