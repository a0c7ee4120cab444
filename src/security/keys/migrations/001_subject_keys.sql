-- One data key for each subject. A row without a key is the tombstone of a destroyed key: it prevents a late write
-- from creating a new key for an erased subject.
create table subject_keys (
  subject      uuid primary key,
  key_no       int not null default 1,
  wrapped      bytea,
  created_at   timestamptz not null default now(),
  destroyed_at timestamptz,
  check ((wrapped is null) = (destroyed_at is not null))
);
