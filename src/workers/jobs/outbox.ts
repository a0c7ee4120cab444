import type { Pool, PoolClient } from 'pg';
import { batched } from '../../runtime/batching.js';
import type { NewJob } from './backend.js';

/**
 * Unfinished jobs, stored in PostgreSQL. The job queue may lose jobs, be emptied, or be replaced by another one; the
 * outbox restores the lost jobs.
 */
export interface Outbox {
  /** Records jobs in the transaction that moves the reactor's checkpoint. */
  record(jobs: readonly NewJob[], transaction: PoolClient): Promise<void>;
  /** Removes a job that succeeded or failed permanently. */
  complete(id: string): Promise<void>;
  /** Returns at most `limit` jobs whose check is due, and postpones their next check. */
  overdue(limit: number): Promise<NewJob[]>;
  /** Schedules an immediate check of every due job. */
  recheckAll(): Promise<void>;
  /** Returns the seconds since the oldest unfinished job became due; 0 if none is due. */
  oldestSeconds(): Promise<number>;
}

/** Time between two checks of one job in the queue. */
const CHECK_INTERVAL = `interval '15 seconds'`;

const RECORD = `
  insert into credence_outbox.outstanding_jobs (job_id, name, stream, event, due_at, look_at)
  select id, name, stream, event, due_at, due_at + ${CHECK_INTERVAL}
  from unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::timestamptz[])
    as job (id, name, stream, event, due_at)
  on conflict do nothing`;
/** Commits asynchronously: if a crash restores the row, the job runs again and finds its outcome in the log. */
const COMPLETE = `
  with async_commit as (select set_config('synchronous_commit', 'off', true))
  delete from credence_outbox.outstanding_jobs using async_commit where job_id = any($1)`;
const OVERDUE = `
  update credence_outbox.outstanding_jobs set look_at = clock_timestamp() + ${CHECK_INTERVAL}
  where job_id in (
    select job_id from credence_outbox.outstanding_jobs
    where look_at <= clock_timestamp()
    order by look_at
    limit $1
    for update skip locked)
  returning job_id as id, name, stream, event, due_at as "dueAt"`;
const RECHECK_ALL = `
  update credence_outbox.outstanding_jobs set look_at = clock_timestamp() where due_at <= clock_timestamp()`;
const OLDEST = `
  select greatest(0, extract(epoch from clock_timestamp() - min(due_at)))::float8 as seconds
  from credence_outbox.outstanding_jobs`;

export function createOutbox(pool: Pool): Outbox {
  const complete = batched(async (ids: readonly string[]) => {
    await pool.query({ name: 'complete-jobs', text: COMPLETE, values: [ids] });
    return ids;
  });
  return {
    async record(jobs, transaction) {
      const columns = [
        jobs.map(({ id }) => id),
        jobs.map(({ name }) => name),
        jobs.map(({ stream }) => stream),
        jobs.map(({ event }) => event),
        jobs.map(({ dueAt }) => dueAt),
      ];
      await transaction.query({ name: 'record-jobs', text: RECORD, values: columns });
    },
    async complete(id) {
      await complete(id);
    },
    async overdue(limit) {
      return (await pool.query<NewJob>(OVERDUE, [limit])).rows;
    },
    async recheckAll() {
      await pool.query(RECHECK_ALL);
    },
    async oldestSeconds() {
      const { rows } = await pool.query<{ seconds: number | null }>(OLDEST);
      return rows[0]?.seconds ?? 0;
    },
  };
}

const READ_PAGE = `
  select job_id, name, stream, event, due_at from credence_outbox.outstanding_jobs where job_id > $1 order by job_id limit 5000`;
const WRITE_PAGE = `
  insert into credence_outbox.outstanding_jobs (job_id, name, stream, event, due_at, look_at)
  select job_id, name, stream, event, due_at, due_at
  from json_to_recordset($1::json) as job (job_id text, name text, stream text, event uuid, due_at timestamptz)
  on conflict do nothing`;

/** Copies all unfinished jobs into another database. The check of a copied job is due together with the job. */
export async function copyOutbox(from: Pool, to: Pool): Promise<void> {
  for (let after: string | undefined = ''; after !== undefined;) {
    const { rows }: { rows: { job_id: string }[] } = await from.query(READ_PAGE, [after]);
    await to.query(WRITE_PAGE, [JSON.stringify(rows)]);
    after = rows.at(-1)?.job_id;
  }
}
