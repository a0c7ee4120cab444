-- The secrets that stored data depends on, each with a fingerprint. A start without one of them is refused.
create table secrets_in_use (
  name        text primary key,
  fingerprint bytea not null check (length(fingerprint) = 32),
  since       timestamptz not null default now()
);
