-- The outbox: jobs that are not finished. The reactor writes them together with its checkpoint. If the job queue loses
-- a job, the service adds it again from this table.
create table outstanding_jobs (
  job_id  text primary key,
  name    text not null,
  stream  text collate "C" not null,
  event   uuid not null,
  due_at  timestamptz not null,
  -- Time of the next check that the queue still has the job.
  look_at timestamptz not null
);
create index outstanding_jobs_by_look on outstanding_jobs (look_at);
create index outstanding_jobs_by_due on outstanding_jobs (due_at);
