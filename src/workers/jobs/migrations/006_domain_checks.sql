-- The last daily check of each verified domain. A worker claims a check by this time, so that one worker makes it.
create table domain_checks (
  domain_id  uuid primary key,
  checked_at timestamptz not null
);
