-- The standby versions of read models have the same tables here: first the new version, after its promotion the former one.
create schema if not exists credence_standby;
-- A promotion exchanges the tables by way of this schema, which is empty otherwise.
create schema if not exists credence_swap;

-- Read models with a standby version, and the progress of its filling.
create table credence_read.rebuilds (
  reader      text primary key references credence_read.checkpoints on delete cascade,
  standby     text not null unique references credence_read.checkpoints on delete cascade,
  -- `filling`, `ready`, `different`, `promoted` or `rolled_back`.
  state       text not null default 'filling',
  started_at  timestamptz not null default clock_timestamp(),
  -- Events that were read, and the milliseconds that this took.
  events      bigint not null default 0,
  active_ms   bigint not null default 0,
  -- The last comparison of the two versions: its position, and the rows and the equality of each table.
  compared_at text,
  comparison  jsonb
);
