import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Pool } from 'pg';
import { prepareDatabase } from '../../src/compose/prepare-database.js';
import { openPool } from '../../src/runtime/postgres/client.js';
import { inTransaction } from '../../src/runtime/postgres/in-transaction.js';
import { copyOutbox, createOutbox } from '../../src/workers/jobs/outbox.js';
import type { NewJob, Outbox } from '../../src/workers/jobs/outbox.js';
import { waitFor } from '../support/clients/wait-for.js';
import { databaseAt } from '../support/stores/database-at.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

interface Opened {
  readonly database: TestDatabase;
  readonly pool: Pool;
  readonly outbox: Outbox;
}

let here: Opened;
let elsewhere: Opened;

beforeAll(async () => {
  here = await open();
  elsewhere = await open();
});
beforeEach(async () => {
  await here.pool.query('delete from credence_outbox.outstanding_jobs');
});
afterAll(async () => {
  for (const { pool, database } of [here, elsewhere]) {
    await pool.end();
    await database.dispose();
  }
});

async function open(): Promise<Opened> {
  const database = await usePostgres();
  await prepareDatabase(databaseAt(database.url));
  const pool = openPool(databaseAt(database.url), { name: 'test', max: 8 });
  return { database, pool, outbox: createOutbox(pool) };
}

function aJob(delayMs = 0): NewJob {
  const event = randomUUID();
  return {
    id: `any-${event}`,
    name: 'any',
    stream: 'user-1',
    event,
    revision: 2,
    delayMs,
    correlationId: null,
    sealed: null,
  };
}

async function record(...jobs: NewJob[]): Promise<void> {
  await inTransaction(here.pool, async (transaction) => {
    await here.outbox.record(jobs, 0, transaction);
  });
}

const SEALED = Buffer.from('encrypted');
const NOTHING = { waiting: 0, active: 0, delayed: 0, failed: 0 };

describe('the outbox', () => {
  test('a job that is recorded twice is claimed once, with its event, its data and its attempts (EVT-13)', async () => {
    const { delayMs: _, ...job } = { ...aJob(), sealed: SEALED };
    await record({ ...job, delayMs: 0 });
    await record({ ...job, delayMs: 0 });
    expect(await here.outbox.claim(10)).toEqual([{ ...job, attempts: 0 }]);
    expect(await here.outbox.claim(10)).toEqual([]);
    await here.outbox.complete(job.id);
    expect(await here.outbox.count()).toEqual({ ...NOTHING, oldestSeconds: 0 });
  });

  test('a recording worker gets due jobs up to its room, and each of them once (EVT-13)', async () => {
    const [repeated, mine, delayed, theirs] = [aJob(), aJob(), aJob(60_000), aJob()];
    await record(repeated);
    const jobs = [repeated, mine, delayed, theirs];
    const claimed = await inTransaction(here.pool, (transaction) => here.outbox.record(jobs, 2, transaction));
    const { delayMs: _, ...job } = mine;
    expect(claimed).toEqual([{ ...job, attempts: 0 }]);
    const others = await here.outbox.claim(10);
    expect(others.map(({ id }) => id).toSorted()).toEqual([repeated.id, theirs.id].toSorted());
    expect(await here.outbox.count()).toMatchObject({ ...NOTHING, active: 3, delayed: 1 });
    const lapsed = await waitFor('the claim of a recording worker lapses', async () => {
      await here.outbox.renew([repeated.id, theirs.id]);
      const found = await here.outbox.claim(10);
      return found.length > 0 && found;
    });
    expect(lapsed.map(({ id }) => id)).toEqual([mine.id]);
  });

  test('workers that claim at the same time share the jobs', async () => {
    await record(...Array.from({ length: 40 }, () => aJob()));
    const batches = await Promise.all(Array.from({ length: 8 }, () => here.outbox.claim(5)));
    const ids = batches.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const batch of batches) expect(batch.length).toBeLessThanOrEqual(5);
  });

  test('a delayed job is claimed when it is due', async () => {
    await record(aJob(700));
    const recordedAt = Date.now();
    expect(await here.outbox.claim(1)).toEqual([]);
    expect(await here.outbox.count()).toEqual({ ...NOTHING, delayed: 1, oldestSeconds: 0 });
    await waitFor('the job is due', async () => (await here.outbox.claim(1)).length === 1);
    expect(Date.now() - recordedAt).toBeGreaterThanOrEqual(600);
  });

  test('a claim lapses within five seconds unless it is renewed', async () => {
    const [kept, lost] = [aJob(), aJob()];
    await record(kept, lost);
    expect(await here.outbox.claim(2)).toHaveLength(2);
    const claimedAt = Date.now();
    const again = await waitFor('the lost job is claimed again', async () => {
      await here.outbox.renew([kept.id]);
      const claimed = await here.outbox.claim(2);
      return claimed.length > 0 && claimed;
    });
    expect(again.map(({ id }) => id)).toEqual([lost.id]);
    expect(Date.now() - claimedAt).toBeLessThan(5_000);
    expect(await here.outbox.count()).toMatchObject({ ...NOTHING, active: 2 });
  });

  test('a postponed job returns after its pause with the number of its attempts', async () => {
    const { id } = aJob();
    await record({ ...aJob(), id });
    await here.outbox.claim(1);
    await here.outbox.fail({ id, attempts: 3, pauseMs: 300, cause: 'mail server away' });
    expect(await here.outbox.count()).toMatchObject({ ...NOTHING, delayed: 1 });
    expect(await here.outbox.claim(1)).toEqual([]);
    const [job] = await waitFor('the job is due', async () => {
      const claimed = await here.outbox.claim(1);
      return claimed.length > 0 && claimed;
    });
    expect(job).toMatchObject({ id, attempts: 3 });
  });

  test('a failed job stays with its cause until an operator retries it (EVT-13)', async () => {
    const { id } = aJob();
    await record({ ...aJob(), id });
    await here.outbox.claim(1);
    await here.outbox.fail({ id, attempts: 17, pauseMs: null, cause: 'no such mailbox' });
    expect(await here.outbox.claim(1)).toEqual([]);
    expect(await here.outbox.count()).toEqual({ ...NOTHING, failed: 1, oldestSeconds: 0 });
    const { rows } = await here.pool.query('select cause from credence_outbox.outstanding_jobs');
    expect(rows).toEqual([{ cause: 'no such mailbox' }]);

    expect(await here.outbox.retryFailed(['another cause'])).toBe(0);
    expect(await here.outbox.retryFailed(['no such mailbox'])).toBe(1);
    expect(await here.outbox.retryFailed()).toBe(0);
    expect(await here.outbox.claim(1)).toMatchObject([{ id, attempts: 0 }]);
  });

  test('the data of a job stays for further attempts, and is deleted after the last one', async () => {
    const job = { ...aJob(), sealed: SEALED };
    await here.outbox.add(job);
    await here.outbox.fail({ id: job.id, attempts: 1, pauseMs: 0, cause: 'log away' });
    expect(await here.outbox.claim(1)).toMatchObject([{ id: job.id, sealed: SEALED }]);
    await here.outbox.fail({ id: job.id, attempts: 17, pauseMs: null, cause: 'log away' });
    expect(await here.outbox.retryFailed()).toBe(1);
    expect(await here.outbox.claim(1)).toMatchObject([{ id: job.id, sealed: null }]);
  });

  test('a copy of the outbox contains waiting and failed jobs with their data and attempts', async () => {
    const [waiting, failed] = [{ ...aJob(), sealed: SEALED }, aJob()];
    await record(waiting, failed);
    await here.outbox.claim(2);
    await here.outbox.fail({ id: waiting.id, attempts: 2, pauseMs: 0, cause: 'mail server away' });
    await here.outbox.fail({ id: failed.id, attempts: 17, pauseMs: null, cause: 'no such mailbox' });
    await copyOutbox(here.pool, elsewhere.pool);
    await copyOutbox(here.pool, elsewhere.pool);
    expect(await elsewhere.outbox.count()).toMatchObject({ ...NOTHING, waiting: 1, failed: 1 });
    expect(await elsewhere.outbox.claim(2)).toMatchObject([{ id: waiting.id, attempts: 2, sealed: SEALED }]);
  });
});
