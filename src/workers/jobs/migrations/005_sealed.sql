-- The data of a request that a job continues, encrypted for this job. Null for a job that finds everything in the log, and
-- after the last attempt has failed.
alter table outstanding_jobs add column sealed bytea;
