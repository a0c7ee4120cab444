-- The ledger of erasures. It outlives a restored backup: its export destroys again the keys that the backup has brought back.
create table erasures (
  subject      uuid primary key,
  -- The erased user. It differs from the subject for a sign-up of the same person that was never completed.
  user_id      uuid not null,
  -- Position of the event that erased the user.
  position     text collate "C" not null,
  erased_at    timestamptz not null,
  -- Time at which the key of the subject was destroyed.
  destroyed_at timestamptz,
  -- Number of removed things by store; for the subject that is the user.
  counts       jsonb not null default '{}',
  completed_at timestamptz
);
create index erasures_by_user on erasures (user_id);
create index erasures_by_destruction on erasures (destroyed_at);
create index erasures_open on erasures (erased_at) where completed_at is null;
