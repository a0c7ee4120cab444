import type { Pool } from 'pg';

/** The state of a job. */
const STATE = `
  case when failed_at is not null then 'failed'
       when claimable_at <= now() then 'waiting'
       when claimed then 'active'
       else 'delayed' end`;

/** $1 state or null, $2 last id of the previous page, $3 limit. A request has no revision, and its event is the command. */
const LIST = `
  select job_id as id, name, state, attempts, due_at as "dueAt",
         case when state in ('waiting', 'delayed') then claimable_at end as "nextAttemptAt",
         failed_at as "failedAt", cause, case when revision is not null then event end as "eventId",
         correlation_id as "correlationId"
  from credence_outbox.outstanding_jobs, lateral (select ${STATE} as state) as current
  where ($1::text is null or state = $1) and job_id > $2
  order by job_id
  limit $3`;

/** $1 id. */
const RETRY = `
  update credence_outbox.outstanding_jobs
  set claimable_at = now(), failed_at = null, attempts = 0
  where job_id = $1 and failed_at is not null`;

/** $1 id. */
const EXISTS = 'select from credence_outbox.outstanding_jobs where job_id = $1';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly state: 'waiting' | 'active' | 'delayed' | 'failed';
  readonly attempts: number;
  readonly dueAt: Date;
  readonly nextAttemptAt: Date | null;
  readonly failedAt: Date | null;
  readonly cause: string | null;
  readonly eventId: string | null;
  readonly correlationId: string | null;
}

/** Returns the queries of the jobs that are not finished. */
export function openJobs(pool: Pool) {
  return {
    async list(
      state: Row['state'] | null,
      { after, limit }: { readonly after: string; readonly limit: number },
    ): Promise<Row[]> {
      return (await pool.query<Row>(LIST, [state, after, limit])).rows;
    },
    async retry(id: string): Promise<'due' | 'not_failed' | 'unknown'> {
      if (((await pool.query(RETRY, [id])).rowCount ?? 0) > 0) return 'due';
      return (await pool.query(EXISTS, [id])).rowCount === 0 ? 'unknown' : 'not_failed';
    },
  };
}
