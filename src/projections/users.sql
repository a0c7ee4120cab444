-- The read model `users`, version 1. Holds plain text of personal fields in `email` and `username` only.
create table users_v1 (
  user_id                 uuid primary key,
  -- The ordinal of the registration in the log: the same after every rebuild.
  id                      bigint not null unique,
  email                   text not null,
  username                text not null,
  is_active               boolean not null,
  is_verified             boolean not null,
  registered_at           timestamptz not null,
  updated_at              timestamptz not null,
  -- The revision of the user's stream that the row shows.
  revision                int not null,
  -- Sessions decided on an earlier revision than this are over, but for the one kept.
  sessions_ended_revision int,
  sessions_ended_at       timestamptz,
  kept_session            uuid
);
create index users_v1_by_email on users_v1 (lower(email));
create index users_v1_by_ended_sessions on users_v1 (sessions_ended_at) where sessions_ended_at is not null;

-- Numbers are given in log order to every registration, also to one that is parked or erased.
create table user_numbers_v1 (
  user_id uuid primary key,
  id      bigint not null unique
);

create or replace view users as select * from users_v1;
