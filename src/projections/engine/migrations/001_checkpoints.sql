-- How far each reader of the log has come. The row is also the lock that makes one process the
-- reader's leader for a batch.
create table checkpoints (
  reader     text primary key,
  position   text collate "C" not null,
  updated_at timestamptz not null default now()
);

-- Events that a reader could not take in, and all later ones of their streams, in the order of the log.
create table parked_events (
  reader    text not null references checkpoints on delete cascade,
  position  text collate "C" not null,
  stream    text collate "C" not null,
  event     jsonb not null,
  cause     text not null,
  parked_at timestamptz not null default now(),
  primary key (reader, position)
);
create index parked_events_by_stream on parked_events (reader, stream);
