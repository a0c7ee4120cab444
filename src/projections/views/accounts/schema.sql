-- The read model `users`, version 1. Holds plain text of personal fields in `email` and `username` only.
create table users_v1 (
  user_id       uuid primary key,
  -- The ordinal of the registration in the log: the same after every rebuild.
  id            bigint not null unique,
  email         text not null,
  username      text not null,
  is_active     boolean not null,
  is_verified   boolean not null,
  registered_at timestamptz not null,
  updated_at    timestamptz not null,
  -- The revision of the user's stream that the row shows.
  revision      int not null
);
create index users_v1_by_email on users_v1 (lower(email));

-- Numbers are given in log order to every registration, also to one that is parked or erased.
create table user_numbers_v1 (
  user_id uuid primary key,
  id      bigint not null unique
);

create or replace view users as select * from users_v1;
