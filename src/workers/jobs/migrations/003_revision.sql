-- The place of the event in its stream, so that a worker reads this event and not its whole stream. Null for jobs that
-- release 0.1.0 has recorded.
alter table outstanding_jobs add column revision int;
