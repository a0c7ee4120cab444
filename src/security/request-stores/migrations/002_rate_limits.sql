-- What the limiter counts (columns as the library wants them). Not logged: what a crash loses, the next minute counts anew,
-- and a commit waits for no disk.
create unlogged table api.rate_limits (
  key text primary key,
  points integer not null default 0,
  expire bigint
);
