-- Counters of the rate limiter; rate-limiter-flexible defines the columns. The table is unlogged, so that a commit does
-- not wait for the disk. A crash resets the counters.
create unlogged table credence_requests.rate_limits (
  key text primary key,
  points integer not null default 0,
  expire bigint
);
