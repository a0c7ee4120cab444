-- The request that a job continues. Null for a job that an event causes: the event has it.
alter table outstanding_jobs add column correlation_id text;
