import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import { startJobWorker } from '../../src/workers/jobs/job-worker.js';
import type { JobWorker } from '../../src/workers/jobs/job-worker.js';
import type { ClaimedJob } from '../../src/workers/jobs/outbox.js';
import { waitFor } from '../support/clients/wait-for.js';
import { silentLogger } from '../support/server/silent-logger.js';

let worker: JobWorker | null = null;

afterEach(async () => {
  await worker?.stop();
  worker = null;
});

/** An outbox in memory, which counts its calls. */
function fakeOutbox(due: ClaimedJob[]) {
  const calls = { claims: 0, renewed: new Set<string>() };
  return {
    calls,
    claim(limit: number) {
      calls.claims += 1;
      return Promise.resolve(due.splice(0, limit));
    },
    renew(ids: readonly string[]) {
      for (const id of ids) calls.renewed.add(id);
      return Promise.resolve();
    },
  };
}

const jobs = (count: number): ClaimedJob[] =>
  Array.from({ length: count }, (_, n) => ({
    id: `any-${String(n)}`,
    name: 'any',
    stream: 'user-1',
    event: '1',
    revision: 0,
    correlationId: null,
    sealed: null,
    attempts: 0,
  }));

test('a worker runs all due jobs with bounded concurrency and few claims', async () => {
  const outbox = fakeOutbox(jobs(500));
  const state = { running: 0, most: 0, done: 0, wakeUps: 0 };
  worker = startJobWorker({
    outbox,
    run: async () => {
      state.running += 1;
      state.most = Math.max(state.most, state.running);
      await sleep(5);
      state.running -= 1;
      state.done += 1;
    },
    wakeOthers: () => (state.wakeUps += 1),
    logger: silentLogger,
  });
  await waitFor('all jobs are done', () => state.done === 500);
  expect(state.most).toBeLessThanOrEqual(64);
  expect(outbox.calls.claims).toBeLessThan(30);
  expect(state.wakeUps).toBeGreaterThan(0);
});

test('an idle worker claims at once when it is woken, and otherwise once a second', async () => {
  const due: ClaimedJob[] = [];
  const outbox = fakeOutbox(due);
  const ran: string[] = [];
  worker = startJobWorker({
    outbox,
    run: (job) => {
      ran.push(job.id);
      return Promise.resolve();
    },
    wakeOthers: () => undefined,
    logger: silentLogger,
  });
  await sleep(100);
  due.push(...jobs(1));
  worker.wake();
  await sleep(50);
  expect(ran).toEqual(['any-0']);
  expect(outbox.calls.claims).toBe(2);
  due.push(...jobs(1));
  await waitFor('the sweep finds the job', () => ran.length === 2, 2_000);
});

test('a long job keeps its claim, does not hold up others, and a stop waits for it', async () => {
  const due = jobs(1);
  const outbox = fakeOutbox(due);
  let ended = 0;
  worker = startJobWorker({
    outbox,
    run: async ({ name }) => {
      if (name === 'any') await sleep(1_500);
      ended += 1;
    },
    wakeOthers: () => undefined,
    logger: silentLogger,
  });
  await sleep(50);
  due.push(...jobs(1).map((job) => ({ ...job, id: 'other', name: 'other' })));
  worker.wake();
  await waitFor('the short job has ended', () => ended === 1, 500);
  await sleep(1_100);
  await worker.stop();
  expect(ended).toBe(2);
  expect(outbox.calls.renewed).toEqual(new Set(['any-0']));
});

test('a worker survives claims and jobs that fail', async () => {
  let claims = 0;
  const ran: string[] = [];
  worker = startJobWorker({
    outbox: {
      claim: () => {
        claims += 1;
        if (claims === 1) return Promise.reject(new Error('away'));
        return Promise.resolve(claims === 2 ? jobs(2) : []);
      },
      renew: () => Promise.resolve(),
    },
    run: (job) => {
      ran.push(job.id);
      return Promise.reject(new Error('the outbox is away'));
    },
    wakeOthers: () => undefined,
    logger: silentLogger,
  });
  await waitFor('the jobs have run', () => ran.length === 2, 3_000);
  await waitFor('the worker continues', () => claims > 2, 3_000);
});
