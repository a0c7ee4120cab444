-- Read model `funnels`, version 1: the steps of each sign-up. It has no personal data, only ids and times.
create table credence_read.funnels_v1 (
  user_id      uuid primary key,
  -- `password`, or the identity provider. Null for a sign-up by mail alone.
  method       text,
  -- Null if only later steps are known, because the first event is parked.
  started_at   timestamptz,
  mail_sent_at timestamptz,
  verified_at  timestamptz,
  signed_in_at timestamptz
);
create index funnels_v1_by_start on credence_read.funnels_v1 (started_at);

-- The weeks in which a person signed in, each by its Monday in UTC.
create table credence_read.active_weeks_v1 (
  user_id uuid not null,
  week    date not null,
  primary key (user_id, week)
);

-- The number of sign-ins, second factors, resets and failures in each hour.
create table credence_read.sign_in_counts_v1 (
  hour  timestamptz not null,
  kind  text not null,
  name  text not null,
  count bigint not null,
  primary key (hour, kind, name)
);

create or replace view credence_read.funnels as select * from credence_read.funnels_v1;
create or replace view credence_read.active_weeks as select * from credence_read.active_weeks_v1;
create or replace view credence_read.sign_in_counts as select * from credence_read.sign_in_counts_v1;
