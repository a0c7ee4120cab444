import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { migrateJobs, openJobQueue, startJobWorker } from '../../src/workers/jobs.js';
import { usePostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';

const log = pino({ level: 'silent' });
const JOB = { stream: 'user-1', event: '1' };

let database: TestDatabase;

beforeEach(async () => {
  database = await usePostgres();
});

afterEach(async () => {
  await database.dispose();
});

test('a job runs also where the URL of the database brings options of its own', async () => {
  const url = new URL(database.url);
  url.searchParams.set('options', '-c statement_timeout=5000');
  await migrateJobs(url.href);
  const queue = await openJobQueue(url.href, log);
  await queue.add('any', JOB);

  let done: (data: unknown) => void;
  const ran = new Promise((resolve) => (done = resolve));
  const run = ({ data }: { data: unknown }) => {
    done(data);
    return Promise.resolve('done');
  };
  const worker = await startJobWorker(url.href, run, log);
  expect(await ran).toEqual(JOB);
  await worker.close();
  await queue.close();
});
