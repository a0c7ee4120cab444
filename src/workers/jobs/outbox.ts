import type { Pool, PoolClient } from 'pg';
import { batched } from '../../runtime/batching.js';
import type { NewJob } from './queue.js';

/**
 * What the log demands and is not done yet, in PostgreSQL. The queue that runs the jobs may forget them, be
 * emptied, or be another one from tomorrow on: what it has lost is found here.
 */
export interface Outbox {
  /** Notes jobs, in the transaction that moves the reactor's checkpoint. */
  note(jobs: readonly NewJob[], transaction: PoolClient): Promise<void>;
  /** Strikes out a job that is done or given up. */
  strikeOut(id: string): Promise<void>;
  /** At most `limit` jobs that are due and were not looked at for a while; whoever asks next gets others. */
  overdue(limit: number): Promise<NewJob[]>;
  /** Has every job that is due looked at now. */
  suspectAll(): Promise<void>;
  /** For how long the oldest job has been due, in seconds; 0 where none is. */
  oldestSeconds(): Promise<number>;
}

/** A queue that has a job is given this time before it is asked for it, again and again. */
const PATIENCE = `interval '15 seconds'`;

const NOTE = `
  insert into reactions.outstanding_jobs (job_id, name, stream, event, due_at, look_at)
  select id, name, stream, event, due_at, due_at + ${PATIENCE}
  from unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::timestamptz[])
    as job (id, name, stream, event, due_at)
  on conflict do nothing`;
/** It need not reach the disk at once: a job that runs again finds in the log that it was done. */
const STRIKE_OUT = `
  with relaxed as (select set_config('synchronous_commit', 'off', true))
  delete from reactions.outstanding_jobs using relaxed where job_id = any($1)`;
const OVERDUE = `
  update reactions.outstanding_jobs set look_at = clock_timestamp() + ${PATIENCE}
  where job_id in (
    select job_id from reactions.outstanding_jobs
    where look_at <= clock_timestamp()
    order by look_at
    limit $1
    for update skip locked)
  returning job_id as id, name, stream, event, due_at as "dueAt"`;
const SUSPECT_ALL = `
  update reactions.outstanding_jobs set look_at = clock_timestamp() where due_at <= clock_timestamp()`;
const OLDEST = `
  select greatest(0, extract(epoch from clock_timestamp() - min(due_at)))::float8 as seconds
  from reactions.outstanding_jobs`;

export function createOutbox(pool: Pool): Outbox {
  const strikeOut = batched(async (ids: readonly string[]) => {
    await pool.query({ name: 'strike-out-jobs', text: STRIKE_OUT, values: [ids] });
    return ids;
  });
  return {
    async note(jobs, transaction) {
      const columns = [
        jobs.map(({ id }) => id),
        jobs.map(({ name }) => name),
        jobs.map(({ stream }) => stream),
        jobs.map(({ event }) => event),
        jobs.map(({ dueAt }) => dueAt),
      ];
      await transaction.query({ name: 'note-jobs', text: NOTE, values: columns });
    },
    async strikeOut(id) {
      await strikeOut(id);
    },
    async overdue(limit) {
      return (await pool.query<NewJob>(OVERDUE, [limit])).rows;
    },
    async suspectAll() {
      await pool.query(SUSPECT_ALL);
    },
    async oldestSeconds() {
      const { rows } = await pool.query<{ seconds: number | null }>(OLDEST);
      return rows[0]?.seconds ?? 0;
    },
  };
}

const READ_ALL = `
  select job_id, name, stream, event, due_at from reactions.outstanding_jobs where job_id > $1 order by job_id limit 5000`;
const WRITE_ALL = `
  insert into reactions.outstanding_jobs (job_id, name, stream, event, due_at, look_at)
  select job_id, name, stream, event, due_at, due_at
  from json_to_recordset($1::json) as job (job_id text, name text, stream text, event uuid, due_at timestamptz)
  on conflict do nothing`;

/** Copies everything that is not done into another database, where it is offered to the queue at once. */
export async function copyOutbox(from: Pool, to: Pool): Promise<void> {
  for (let after: string | undefined = ''; after !== undefined;) {
    const { rows }: { rows: { job_id: string }[] } = await from.query(READ_ALL, [after]);
    await to.query(WRITE_ALL, [JSON.stringify(rows)]);
    after = rows.at(-1)?.job_id;
  }
}
