import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { newEmail, signUp } from '../support/clients/accounts.js';
import { SECRET_KEY, SERVICE_TOKEN, startCredence } from '../support/server/credence.js';
import { freePort } from '../support/server/free-port.js';
import type { Credence } from '../support/server/credence.js';
import { ask } from '../support/stores/log-rows.js';
import { openMailbox } from '../support/clients/mailbox.js';
import type { Mailbox } from '../support/clients/mailbox.js';
import { waitFor } from '../support/clients/wait-for.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';
import { describeWhere } from '../support/requirements/describe-where.js';
import { startRedis, whyNoRedis } from '../support/stores/redis.js';
import type { TestRedis } from '../support/stores/redis.js';
import { readMetric } from '../support/clients/admin-api.js';

/** The pauses of the retries during a short outage of the mail server, with a margin. */
const RETRIED_MS = 40_000;
/** A worker without the queue looks for due jobs every second. */
const SWEPT_MS = 5_000;
const PEOPLE = 20;

describeWhere(await whyNoRedis())('a Redis that loses its data, or is away', () => {
  let database: TestDatabase;
  let redis: TestRedis;
  let smtpPort: number;
  let mailbox: Mailbox | null;
  let credence: Credence;

  beforeAll(async () => {
    database = await usePostgres();
    redis = await startRedis();
    smtpPort = await freePort();
    credence = await start(redis.url);
  });
  beforeEach(() => {
    mailbox = null;
  });
  afterEach(async () => {
    await mailbox?.stop();
  });
  afterAll(async () => {
    await credence.stop();
    await redis.stop();
    await database.dispose();
  });

  async function start(redisUrl: string): Promise<Credence> {
    return await startCredence({
      DATABASE_URL: database.url,
      REDIS_URL: redisUrl,
      SECRET_KEY,
      SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
      LOG_LEVEL: 'warn',
    });
  }

  /** Registers people one after another. Every registration must be acknowledged. */
  async function register(count: number): Promise<string[]> {
    const addresses = Array.from({ length: count }, newEmail);
    for (const email of addresses) expect((await signUp(credence, { email })).status).toBe(201);
    return addresses;
  }

  /** Opens the mail server, and waits until each address has one mail and no job is outstanding. */
  async function expectOneMailEach(addresses: readonly string[], withinMs = RETRIED_MS): Promise<void> {
    mailbox ??= await openMailbox(smtpPort);
    const box = mailbox;
    const missing = () => addresses.filter((email) => box.mailsTo(email).length === 0);
    await waitFor('every address has a mail', () => missing().length === 0, withinMs);
    await waitFor(
      'no job is outstanding',
      async () => (await ask(database.url, 'select from credence_outbox.outstanding_jobs')).length === 0,
      withinMs,
    );
    expect(addresses.filter((email) => box.mailsTo(email).length !== 1)).toEqual([]);
  }

  async function ready() {
    const { status, body } = await credence.call('GET', '/health/ready');
    return { status, body };
  }

  test('each event causes one mail if Redis is emptied between commit and delivery (EVT-13)', async () => {
    const addresses = await register(5);
    await waitFor(
      'the jobs wait for a retry',
      async () => ((await readMetric(credence, 'credence_jobs{state="delayed"}')) ?? 0) >= 5,
    );
    await redis.empty();
    expect(await readMetric(credence, 'credence_jobs_oldest_seconds')).toBeGreaterThan(0);
    await expectOneMailEach(addresses);
    expect(await readMetric(credence, 'credence_jobs_oldest_seconds')).toBe(0);
  });

  test('mails are sent during a Redis outage, and the service is degraded (EVT-11, EVT-13)', async () => {
    mailbox = await openMailbox(smtpPort);
    await waitFor('the service is ready', async () => (await ready()).body.status === 'ok');
    const before = await register(PEOPLE);
    await redis.kill();
    const meanwhile = await register(PEOPLE);
    expect(await ready()).toMatchObject({
      status: 200,
      body: { status: 'degraded', checks: { database: 'ok', log: 'ok', jobs: 'failing' } },
    });
    expect((await credence.call('GET', '/v1/users', { token: SERVICE_TOKEN })).status).toBe(200);
    await expectOneMailEach([...before, ...meanwhile], SWEPT_MS);
    await redis.start();
    await waitFor('the service is ready again', async () => (await ready()).body.status === 'ok');
    await expectOneMailEach(await register(PEOPLE), SWEPT_MS);
    expect(credence.process.exitCode).toBeNull();
  });

  test('no mail is lost when an empty Redis replaces the old one (EVT-13)', async () => {
    const addresses = await register(3);
    const other = await startRedis();
    await credence.stop();
    credence = await start(other.url);
    await expectOneMailEach(addresses);
    await credence.stop();
    await other.stop();
    credence = await start(redis.url);
  });

  test('the service starts without Redis and still stops within ten seconds', async () => {
    await credence.stop();
    await redis.kill();
    credence = await start(redis.url);
    const [email = ''] = await register(1);
    const stoppedAt = Date.now();
    await credence.stop();
    expect(Date.now() - stoppedAt).toBeLessThan(10_000);
    await redis.start();
    credence = await start(redis.url);
    await expectOneMailEach([email]);
  });
});
