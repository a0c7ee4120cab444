-- One data key a person. A row without a key is the tombstone of a destroyed one: it keeps a late
-- write from making a new key for somebody who was erased.
create table subject_keys (
  subject      uuid primary key,
  key_no       int not null default 1,
  wrapped      bytea,
  created_at   timestamptz not null default now(),
  destroyed_at timestamptz,
  check ((wrapped is null) = (destroyed_at is not null))
);
