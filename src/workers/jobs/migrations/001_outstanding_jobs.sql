-- Jobs that follow from the log and are not done yet. Written with the reactor's checkpoint, so that whatever runs
-- the jobs may lose them: they are offered to it again from here.
create table outstanding_jobs (
  job_id  text primary key,
  name    text not null,
  stream  text collate "C" not null,
  event   uuid not null,
  due_at  timestamptz not null,
  -- When to look next whether the queue still knows it.
  look_at timestamptz not null
);
create index outstanding_jobs_by_look on outstanding_jobs (look_at);
create index outstanding_jobs_by_due on outstanding_jobs (due_at);
