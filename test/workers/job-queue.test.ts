import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { listenToJobQueue, openJobQueue } from '../../src/workers/jobs/queue.js';
import type { JobStores } from '../../src/workers/jobs/backend.js';
import type { JobQueue } from '../../src/workers/jobs/queue.js';
import { migrateJobs } from '../../src/workers/jobs/postgres-backend.js';
import { waitFor } from '../support/clients/wait-for.js';
import { silentLogger } from '../support/server/silent-logger.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';
import { describeWhere } from '../support/requirements/describe-where.js';
import { startRedis, whyNoRedis } from '../support/stores/redis.js';
import type { TestRedis } from '../support/stores/redis.js';
import { databaseAt } from '../support/stores/database-at.js';

const NO_DATABASE = databaseAt('postgres://nobody@127.0.0.1:1/none');

/** Listens as a worker does, and counts how often it is woken. */
async function startListener(stores: JobStores) {
  let wakes = 0;
  const listener = await listenToJobQueue(stores, () => (wakes += 1), silentLogger);
  return { wakes: () => wakes, close: () => listener.close() };
}

function queueContract(open: () => Promise<{ stores: JobStores; close: () => Promise<void> }>): void {
  let opened: { stores: JobStores; close: () => Promise<void> };
  let queue: JobQueue;

  beforeAll(async () => {
    opened = await open();
    queue = await openJobQueue(opened.stores, silentLogger);
  });
  afterAll(async () => {
    await queue.close();
    await opened.close();
  });

  test('a job of the queue wakes a worker that waits in another connection', async () => {
    const listener = await startListener(opened.stores);
    queue.wakeWorker();
    await waitFor('the worker is woken', () => listener.wakes() === 1);
    await listener.close();
  });

  test('many calls at once add one job', async () => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (let call = 0; call < 50; call += 1) queue.wakeWorker();
    const listener = await startListener(opened.stores);
    await waitFor('the worker is woken', () => listener.wakes() > 0);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(listener.wakes()).toBe(1);
    await listener.close();
  });

  test('the queue answers a ping', async () => {
    await queue.ping();
  });
}

describe('the job queue in PostgreSQL', () => {
  let database: TestDatabase;
  queueContract(async () => {
    database = await usePostgres();
    // The backend adds its settings to those of the URL.
    const url = new URL(database.url);
    url.searchParams.set('options', '-c statement_timeout=5000');
    const stores = { database: databaseAt(url.href), redisUrl: null };
    await migrateJobs(stores.database);
    return { stores, close: () => database.dispose() };
  });
});

describeWhere(await whyNoRedis())('the job queue in Redis', () => {
  let redis: TestRedis;
  queueContract(async () => {
    redis = await startRedis();
    return { stores: { database: NO_DATABASE, redisUrl: redis.url }, close: () => redis.stop() };
  });

  test('a worker removes the jobs that release 0.1.0 has left, and only wakes', async () => {
    const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
    const old = new Queue('reactions', { connection, prefix: 'credence' });
    await old.add('verification', { stream: 'user-1', event: '1' }, { jobId: 'verification-1' });
    const listener = await startListener({ database: NO_DATABASE, redisUrl: redis.url });
    await waitFor('the worker is woken', () => listener.wakes() === 1);
    await waitFor('the job is done', async () => (await old.getJobCountByTypes('waiting', 'active')) === 0);
    await listener.close();
    await old.close();
    connection.disconnect();
  });

  test('the queue rejects a ping in time without Redis, and works again when Redis is back', async () => {
    const own = await startRedis();
    const stores = { database: NO_DATABASE, redisUrl: own.url };
    const queue = await openJobQueue(stores, silentLogger);
    const answers = async () =>
      await queue.ping().then(
        () => true,
        () => false,
      );
    await waitFor('the first connection', answers);
    const listener = await startListener(stores);

    await own.kill();
    const killedAt = Date.now();
    queue.wakeWorker();
    await expect(queue.ping()).rejects.toThrow(Error);
    expect(Date.now() - killedAt).toBeLessThan(12_000);

    await own.start();
    await waitFor('the queue reconnects', answers);
    await waitFor('the worker is woken', () => {
      queue.wakeWorker();
      return listener.wakes() > 0;
    });
    await listener.close();
    await queue.close();
    await own.stop();
  });
});
