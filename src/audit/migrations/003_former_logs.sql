-- The logs that ended, because events that they had signed were lost or changed. Their trees are in the tables with a number
-- at the end.
create table credence_audit.former_logs (
  origin   text primary key,
  number   int not null unique check (number > 0),
  -- The newest checkpoint that was known.
  note     text not null,
  reason   text not null,
  ended_at timestamptz not null default clock_timestamp()
);
