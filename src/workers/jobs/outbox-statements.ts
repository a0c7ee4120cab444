/**
 * Time after which a claim lapses. A worker renews its claims in less than half of it; a killed worker's jobs are free
 * after it.
 */
const CLAIM_TIME = `interval '3 seconds'`;

/**
 * Commits asynchronously. If a crash of the database takes the change back, the job runs again and finds its outcome in the
 * log.
 */
const ASYNC_COMMIT = `async_commit as materialized (select set_config('synchronous_commit', 'off', true))`;

/**
 * $1 ids, $2 names, $3 streams, $4 event ids, $5 revisions, $6 delays in milliseconds, $7 correlation ids, $8 true for jobs
 * to claim, $9 encrypted data.
 */
export const RECORD = `
  insert into credence_outbox.outstanding_jobs
    (job_id, name, stream, event, revision, due_at, claimable_at, correlation_id, claimed, sealed)
  select id, name, stream, event, revision, due_at,
         case when claimed then now() + ${CLAIM_TIME} else due_at end, correlation_id, claimed, sealed
  from unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::int[], $6::float8[], $7::text[], $8::boolean[],
              $9::bytea[])
    as job (id, name, stream, event, revision, delay_ms, correlation_id, claimed, sealed),
    lateral (select now() + delay_ms * interval '1 ms') as due (due_at)
  on conflict do nothing
  returning job_id as id`;

/** $1 limit. Workers skip jobs that another one is claiming. */
export const CLAIM_DUE = `
  with ${ASYNC_COMMIT}, due as materialized (
    select job_id from credence_outbox.outstanding_jobs
    where claimable_at <= now()
    order by claimable_at
    limit $1
    for update skip locked)
  update credence_outbox.outstanding_jobs job
  set claimable_at = now() + ${CLAIM_TIME}, claimed = true
  from due, async_commit
  where job.job_id = due.job_id
  returning job.job_id as id, name, stream, event, revision, attempts, correlation_id as "correlationId",
            sealed`;

/** $1 ids. A job that another worker has postponed or failed is not its own any more. */
export const RENEW = `
  with ${ASYNC_COMMIT}
  update credence_outbox.outstanding_jobs set claimable_at = now() + ${CLAIM_TIME}
  from async_commit
  where job_id = any($1) and claimed`;

/** $1 ids. */
export const COMPLETE = `
  with ${ASYNC_COMMIT}
  delete from credence_outbox.outstanding_jobs using async_commit where job_id = any($1)`;

/** $1 ids, $2 attempts, $3 pauses in milliseconds or null, $4 causes. The data of a job that has failed for good is deleted. */
export const FAIL = `
  with ${ASYNC_COMMIT}
  update credence_outbox.outstanding_jobs job
  set attempts = failure.attempts, cause = failure.cause, claimed = false,
      claimable_at = coalesce(now() + pause_ms * interval '1 ms', 'infinity'),
      failed_at = case when pause_ms is null then now() end,
      sealed = case when pause_ms is not null then sealed end
  from async_commit, unnest($1::text[], $2::int[], $3::float8[], $4::text[])
    as failure (id, attempts, pause_ms, cause)
  where job.job_id = failure.id`;

/** $1 causes, or null for every cause. */
export const RETRY_FAILED = `
  update credence_outbox.outstanding_jobs
  set claimable_at = now(), failed_at = null, attempts = 0
  where failed_at is not null and ($1::text[] is null or cause = any ($1))`;

export const COUNT = `
  select count(*) filter (where claimable_at <= now())::int as waiting,
         count(*) filter (where claimable_at > now() and claimed)::int as active,
         count(*) filter (where claimable_at > now() and not claimed and failed_at is null)::int as delayed,
         count(*) filter (where failed_at is not null)::int as failed,
         coalesce(greatest(0, extract(epoch from now() - min(due_at) filter (where failed_at is null))), 0)::float8
           as "oldestSeconds"
  from credence_outbox.outstanding_jobs`;

/** The state of a job. */
const STATE = `
  case when failed_at is not null then 'failed'
       when claimable_at <= now() then 'waiting'
       when claimed then 'active'
       else 'delayed' end`;

/** $1 state or null, $2 last id of the previous page, $3 limit. A request has no revision, and its event is the command. */
export const LIST = `
  select job_id as id, name, state, attempts, due_at as "dueAt",
         case when state in ('waiting', 'delayed') then claimable_at end as "nextAttemptAt",
         failed_at as "failedAt", cause, case when revision is not null then event end as "eventId",
         correlation_id as "correlationId"
  from credence_outbox.outstanding_jobs, lateral (select ${STATE} as state) as current
  where ($1::text is null or state = $1) and job_id > $2
  order by job_id
  limit $3`;

/** $1 id. */
export const RETRY = `
  update credence_outbox.outstanding_jobs
  set claimable_at = now(), failed_at = null, attempts = 0
  where job_id = $1 and failed_at is not null`;

/** $1 id. */
export const IS_OUTSTANDING = 'select from credence_outbox.outstanding_jobs where job_id = $1';

/** $1 last id of the previous page. */
export const READ_PAGE = `
  select max(job_id) as last, json_agg(page)::text as jobs
  from (select * from credence_outbox.outstanding_jobs where job_id > $1 order by job_id limit 5000) as page`;

/** $1 rows as JSON. */
export const WRITE_PAGE = `
  insert into credence_outbox.outstanding_jobs
  select * from json_populate_recordset(null::credence_outbox.outstanding_jobs, $1::json)
  on conflict do nothing`;
