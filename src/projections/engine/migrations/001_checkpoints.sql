-- Positions of the readers of the log. A process locks the row of a reader while it handles a batch.
create table credence_read.checkpoints (
  reader     text primary key,
  position   text collate "C" not null,
  updated_at timestamptz not null default now()
);

-- Events that a reader failed to handle, and all later events of their streams, in log order.
create table credence_read.parked_events (
  reader    text not null references credence_read.checkpoints on delete cascade,
  position  text collate "C" not null,
  stream    text collate "C" not null,
  event     jsonb not null,
  cause     text not null,
  parked_at timestamptz not null default now(),
  primary key (reader, position)
);
create index parked_events_by_stream on credence_read.parked_events (reader, stream);
