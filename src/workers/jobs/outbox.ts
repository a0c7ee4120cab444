import type { Pool, PoolClient, QueryConfig } from 'pg';
import { batched } from '../../runtime/concurrency/batching.js';
import * as sql from './outbox-statements.js';

/** A job that an event or a request causes. The worker reads everything else from the log, or from `sealed`. */
export interface NewJob {
  /** Recording the same id again changes nothing. */
  readonly id: string;
  readonly name: string;
  readonly stream: string;
  /** The id of the event, or of the command that the request carries. */
  readonly event: string;
  /** The place of the event in its stream, from 0; null for a request, and for a job that release 0.1.0 has recorded. */
  readonly revision: number | null;
  /** The correlation id of the request; null for the job of an event that release 0.2.0 has recorded. */
  readonly correlationId: string | null;
  /** Encrypted data of the request that is in no log yet. It is deleted with the job, or with its last attempt. */
  readonly sealed: Buffer | null;
  /** Milliseconds from now until the first attempt. */
  readonly delayMs: number;
}

/** A job that a worker has claimed. */
export interface ClaimedJob extends Omit<NewJob, 'delayMs'> {
  /** Attempts that have failed. */
  readonly attempts: number;
}

/** A failed attempt. */
export interface Failure {
  readonly id: string;
  /** Failed attempts, this one included if it counts. */
  readonly attempts: number;
  /** Milliseconds until the next attempt; null if the job has failed permanently. */
  readonly pauseMs: number | null;
  /** The cause for operators, without personal data. */
  readonly cause: string;
}

export interface JobCounts {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
  /** Seconds since the oldest job that has not failed became due; 0 if none is due. */
  readonly oldestSeconds: number;
}

/** All unfinished jobs, stored in PostgreSQL. */
export interface Outbox {
  /**
   * Records jobs in the transaction that moves the reactor's checkpoint, and claims the first `claims` due ones for the
   * worker of this process.
   *
   * @returns the claimed jobs, without those that were recorded before
   */
  record(jobs: readonly NewJob[], claims: number, transaction: PoolClient): Promise<ClaimedJob[]>;
  /** Records a job durably on its own. Concurrent calls share a statement. */
  add(job: NewJob): Promise<void>;
  /** Claims at most `limit` due jobs for a few seconds. Another worker takes over jobs whose claim is not renewed. */
  claim(limit: number): Promise<ClaimedJob[]>;
  /** Prolongs the claims of running jobs. */
  renew(ids: readonly string[]): Promise<void>;
  /** Removes a job that succeeded. Concurrent calls share a statement. */
  complete(id: string): Promise<void>;
  /** Postpones a job, or marks it as failed. Concurrent calls share a statement. */
  fail(failure: Failure): Promise<void>;
  /** Makes failed jobs due with new attempts, all or those with one of the causes, and returns their number. */
  retryFailed(causes?: readonly string[]): Promise<number>;
  count(): Promise<JobCounts>;
}

/** Opens the outbox of a migrated database. */
export function createOutbox(pool: Pool): Outbox {
  const complete = batched(async (ids: readonly string[]) => {
    await pool.query({ name: 'complete-jobs', text: sql.COMPLETE, values: [ids] });
    return ids;
  });
  const fail = batched(async (failures: readonly Failure[]) => {
    const columns = [
      failures.map(({ id }) => id),
      failures.map(({ attempts }) => attempts),
      failures.map(({ pauseMs }) => pauseMs),
      failures.map(({ cause }) => cause),
    ];
    await pool.query({ name: 'fail-jobs', text: sql.FAIL, values: columns });
    return failures;
  });
  const add = batched(async (jobs: readonly NewJob[]) => {
    await pool.query(recordStatement(jobs));
    return jobs;
  });
  return {
    async record(jobs, claims, transaction) {
      const claimed = new Set(jobs.filter(({ delayMs }) => delayMs === 0).slice(0, Math.max(0, claims)));
      const { rows } = await transaction.query<{ id: string }>(recordStatement(jobs, claimed));
      const recorded = new Set(rows.map(({ id }) => id));
      return [...claimed].flatMap(({ delayMs: _due, ...job }) =>
        recorded.has(job.id) ? [{ ...job, attempts: 0 }] : [],
      );
    },
    async add(job) {
      await add(job);
    },
    async claim(limit) {
      return (await pool.query<ClaimedJob>({ name: 'claim-jobs', text: sql.CLAIM_DUE, values: [limit] }))
        .rows;
    },
    async renew(ids) {
      await pool.query({ name: 'renew-jobs', text: sql.RENEW, values: [ids] });
    },
    async complete(id) {
      await complete(id);
    },
    async fail(failure) {
      await fail(failure);
    },
    async retryFailed(causes) {
      return (await pool.query(sql.RETRY_FAILED, [causes ?? null])).rowCount ?? 0;
    },
    async count() {
      const { rows } = await pool.query<JobCounts>(sql.COUNT);
      return rows[0] ?? { waiting: 0, active: 0, delayed: 0, failed: 0, oldestSeconds: 0 };
    },
  };
}

function recordStatement(jobs: readonly NewJob[], claimed: ReadonlySet<NewJob> = new Set()): QueryConfig {
  const columns = [
    jobs.map(({ id }) => id),
    jobs.map(({ name }) => name),
    jobs.map(({ stream }) => stream),
    jobs.map(({ event }) => event),
    jobs.map(({ revision }) => revision),
    jobs.map(({ delayMs }) => delayMs),
    jobs.map(({ correlationId }) => correlationId),
    jobs.map((job) => claimed.has(job)),
    jobs.map(({ sealed }) => sealed),
  ];
  return { name: 'record-jobs', text: sql.RECORD, values: columns };
}

/** Copies all unfinished jobs into another database. */
export async function copyOutbox(from: Pool, to: Pool): Promise<void> {
  for (let after: string | null = ''; after !== null;) {
    const { rows }: { rows: { last: string | null; jobs: string | null }[] } = await from.query(
      sql.READ_PAGE,
      [after],
    );
    await to.query(sql.WRITE_PAGE, [rows[0]?.jobs ?? '[]']);
    after = rows[0]?.last ?? null;
  }
}
