-- Read model `sessions`, version 1: starts and ends. Devices and addresses are in the log only.
create table credence_read.sessions_v1 (
  session_id    uuid primary key,
  user_id       uuid not null,
  -- Revision of the user's stream at the sign-in.
  user_revision int not null,
  position      text collate "C" not null,
  started_at    timestamptz not null,
  -- The earlier end of two: that of the session, or that of all sessions of the user.
  ended_at      timestamptz
);
create index sessions_v1_open on credence_read.sessions_v1 (user_id, position) where ended_at is null;
create index sessions_v1_by_end on credence_read.sessions_v1 (ended_at) where ended_at is not null;

-- Ends of all sessions of a user with an earlier revision, except `kept_session`.
create table credence_read.session_ends_v1 (
  user_id      uuid not null,
  revision     int not null,
  kept_session uuid,
  ended_at     timestamptz not null,
  primary key (user_id, revision)
);
create index session_ends_v1_by_end on credence_read.session_ends_v1 (ended_at);

create or replace view credence_read.sessions as select * from credence_read.sessions_v1;
create or replace view credence_read.session_ends as select * from credence_read.session_ends_v1;
