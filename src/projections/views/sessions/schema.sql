-- The read model `sessions`, version 1: when they began and ended. On what device and from where is in the log only.
create table sessions_v1 (
  session_id    uuid primary key,
  user_id       uuid not null,
  -- The revision of the user's stream that the sign-in was decided on.
  user_revision int not null,
  position      text collate "C" not null,
  started_at    timestamptz not null,
  -- The earliest of its ends: its own, or one of many sessions of its user.
  ended_at      timestamptz
);
create index sessions_v1_open on sessions_v1 (user_id, position) where ended_at is null;
create index sessions_v1_by_end on sessions_v1 (ended_at) where ended_at is not null;

-- Ends of many: those of the user that were decided on an earlier revision, but for the one that is kept.
create table session_ends_v1 (
  user_id      uuid not null,
  revision     int not null,
  kept_session uuid,
  ended_at     timestamptz not null,
  primary key (user_id, revision)
);
create index session_ends_v1_by_end on session_ends_v1 (ended_at);

create or replace view sessions as select * from sessions_v1;
create or replace view session_ends as select * from session_ends_v1;
