-- The outbox schedules its jobs itself. The job queue only wakes workers.
alter table outstanding_jobs
  -- Attempts that have failed.
  add column attempts  int not null default 0,
  -- True from a claim until the worker completes or postpones the job.
  add column claimed   boolean not null default false,
  -- Set when the job has failed permanently. It waits for an operator.
  add column failed_at timestamptz,
  -- The cause of the last failure, without personal data.
  add column cause     text;

-- Time from which a worker may claim the job: the end of a pause or of a claim; infinity for a failed job.
alter table outstanding_jobs rename column look_at to claimable_at;
update outstanding_jobs set claimable_at = due_at;
alter index outstanding_jobs_by_look rename to outstanding_jobs_by_claimable;
drop index outstanding_jobs_by_due;
