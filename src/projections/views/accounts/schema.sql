-- Read model `users`, version 1. Only `email` and `username` contain personal data in plain text.
create table credence_read.users_v1 (
  user_id       uuid primary key,
  -- Ordinal of the registration in the log. It survives a rebuild.
  id            bigint not null unique,
  email         text not null,
  username      text not null,
  is_active     boolean not null,
  is_verified   boolean not null,
  registered_at timestamptz not null,
  updated_at    timestamptz not null,
  -- Revision of the user's stream that the row reflects.
  revision      int not null
);
-- Folds the case of ASCII letters only, as the domain does, whatever the collation of the database.
create index users_v1_by_email on credence_read.users_v1 (lower(email collate "C"));
-- The statistics of PostgreSQL would have a copy of some addresses, which outlives their row.
alter table credence_read.users_v1 alter email set statistics 0, alter username set statistics 0;
alter index credence_read.users_v1_by_email alter column 1 set statistics 0;
create index users_v1_inactive on credence_read.users_v1 (id) where not is_active;
create index users_v1_unverified on credence_read.users_v1 (id) where not is_verified;

-- Numbers every registration in log order, including parked and erased ones.
create table credence_read.user_numbers_v1 (
  user_id uuid primary key,
  id      bigint not null unique
);

create or replace view credence_read.users as select * from credence_read.users_v1;
