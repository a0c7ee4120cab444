-- One row that never changes. The transaction that holds its lock is the only writer until the commit. The row does not
-- count positions: while any transaction in the database stays open, every version of a changed row stays, and each
-- append would have to step over all of them.
create table credence_log.head (
  only_row boolean primary key default true check (only_row)
);
insert into credence_log.head default values;

-- The revision of the last event of every stream. Half of each page stays free, so that a new revision is written beside
-- the old one and the index does not change.
create table credence_log.streams (
  stream_id text collate "C" primary key,
  revision integer not null
) with (fillfactor = 50);

create table credence_log.events (
  position bigint primary key,
  stream_id text collate "C" not null,
  revision integer not null,
  event_id uuid not null unique,
  type text not null,
  data jsonb not null,
  metadata jsonb not null,
  recorded_at timestamptz not null,
  unique (stream_id, revision)
);

create function credence_log.refuse_change() returns trigger language plpgsql as $$
begin
  raise insufficient_privilege using message = format('Events are only ever appended: %s is refused.', lower(tg_op));
end
$$;

create trigger only_append
  before update or delete or truncate on credence_log.events
  for each statement execute function credence_log.refuse_change();

-- Also fires in a session that replays a replication stream, where ordinary triggers do not.
alter table credence_log.events enable always trigger only_append;
