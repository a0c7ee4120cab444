import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { openJobQueue, startJobWorker } from '../../src/workers/jobs/queue.js';
import type { JobStores, NewJob } from '../../src/workers/jobs/backend.js';
import type { JobQueue } from '../../src/workers/jobs/queue.js';
import { migrateJobs } from '../../src/workers/jobs/postgres-backend.js';
import { waitFor } from '../support/clients/wait-for.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';
import { describeWhere } from '../support/requirements/describe-where.js';
import { startRedis, whyNoRedis } from '../support/stores/redis.js';
import type { TestRedis } from '../support/stores/redis.js';
import { databaseAt } from '../support/stores/database-at.js';

const NO_DATABASE = databaseAt('postgres://nobody@127.0.0.1:1/none');

const logger = pino({ level: 'silent' });

function aJob(dueInMs = 0): NewJob {
  const event = randomUUID();
  return { id: `any-${event}`, name: 'any', stream: 'user-1', event, dueAt: new Date(Date.now() + dueInMs) };
}

/** Starts a worker that records the jobs it runs. */
async function startRunner(stores: JobStores, run = () => Promise.resolve('done')) {
  const ran: { id: string | undefined; data: unknown }[] = [];
  const worker = await startJobWorker(
    stores,
    (job) => {
      ran.push({ id: job.id, data: job.data });
      return run();
    },
    logger,
  );
  return { ran, close: () => worker.close() };
}

function jobContract(open: () => Promise<{ stores: JobStores; close: () => Promise<void> }>): void {
  let opened: { stores: JobStores; close: () => Promise<void> };
  let queue: JobQueue;

  beforeAll(async () => {
    opened = await open();
    queue = await openJobQueue(opened.stores, logger);
  });
  afterAll(async () => {
    await queue.close();
    await opened.close();
  });

  test('a job that is added twice runs once, and can be found before and after its run (EVT-13)', async () => {
    const job = aJob();
    expect(await queue.find(job.id)).toBe('unknown');
    await queue.add([job, job]);
    await queue.add([job]);
    expect(await queue.find(job.id)).toBe('open');
    const runner = await startRunner(opened.stores);
    await waitFor('the job is done', async () => (await queue.find(job.id)) === 'finished');
    await queue.add([job, aJob()]);
    await waitFor('the other job has run', () => runner.ran.length > 1);
    await runner.close();
    expect(runner.ran.filter(({ id }) => id === job.id)).toEqual([
      { id: job.id, data: { stream: job.stream, event: job.event } },
    ]);
  });

  test('a delayed job runs when it is due', async () => {
    const job = aJob(1500);
    await queue.add([job]);
    const runner = await startRunner(opened.stores);
    await waitFor('the job has run', () => runner.ran.length === 1);
    expect(Date.now()).toBeGreaterThanOrEqual(job.dueAt.getTime());
    await runner.close();
  });

  test('a failing job is retried, and closing the worker waits for running jobs', async () => {
    const job = aJob();
    await queue.add([job]);
    let ended = 0;
    const runner = await startRunner(opened.stores, async () => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      ended += 1;
      if (ended === 1) throw new Error('once');
      return 'done';
    });
    await waitFor('the job is retried', () => runner.ran.length === 2);
    await runner.close();
    expect(ended).toBe(2);
    expect(await queue.find(job.id)).toBe('finished');
  });

  test('the queue counts jobs by state', async () => {
    await queue.add([aJob(60_000)]);
    expect(await queue.counts()).toMatchObject({ waiting: 0, active: 0, delayed: 1, failed: 0 });
    await queue.ping();
  });
}

describe('jobs in PostgreSQL', () => {
  let database: TestDatabase;
  jobContract(async () => {
    database = await usePostgres();
    // The backend adds its settings to those of the URL.
    const url = new URL(database.url);
    url.searchParams.set('options', '-c statement_timeout=5000');
    const stores = { database: databaseAt(url.href), redisUrl: null };
    await migrateJobs(stores.database);
    return { stores, close: () => database.dispose() };
  });
});

describeWhere(await whyNoRedis())('jobs in Redis', () => {
  let redis: TestRedis;
  jobContract(async () => {
    redis = await startRedis();
    return { stores: { database: NO_DATABASE, redisUrl: redis.url }, close: () => redis.stop() };
  });

  test('the queue rejects calls in time without Redis, and reconnects when Redis is back', async () => {
    const own = await startRedis();
    const queue = await openJobQueue({ database: NO_DATABASE, redisUrl: own.url }, logger);
    await waitFor(
      'the first connection',
      async () =>
        await queue.ping().then(
          () => true,
          () => false,
        ),
    );
    const runner = await startRunner({ database: NO_DATABASE, redisUrl: own.url });
    let reconnections = 0;
    queue.onReconnect(() => (reconnections += 1));

    await own.kill();
    const killedAt = Date.now();
    await expect(queue.add([aJob()])).rejects.toThrow(Error);
    await expect(queue.ping()).rejects.toThrow(Error);
    expect(Date.now() - killedAt).toBeLessThan(12_000);

    await own.start();
    await waitFor('the queue reconnects', () => reconnections === 1);
    const job = aJob();
    await queue.add([job]);
    await waitFor('the job has run', () => runner.ran.some(({ id }) => id === job.id));
    await runner.close();
    await queue.close();
    await own.stop();
  });
});
