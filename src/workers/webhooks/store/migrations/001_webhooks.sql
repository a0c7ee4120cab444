-- The endpoints that receive events, each with its cursor over the log. One process leads an endpoint at a time.
create table endpoints (
  webhook_id    uuid primary key,
  -- Every event up to here is delivered, unwanted, or in `deliveries`.
  position      text collate "C" not null,
  is_active     boolean not null default true,
  -- Revision of the newest event of the webhook that has changed its deliveries. A leader of an older one is replaced.
  revision      int not null,
  -- The range of a replay: after `replay_after` up to `replay_to`. No types: all types of the endpoint.
  replay_after  text collate "C",
  replay_to     text collate "C",
  replay_types  text[],
  -- Time of the first failure since the last success.
  failing_since timestamptz,
  leader        uuid,
  led_until     timestamptz not null default '-infinity'
);

-- The history of deliveries, and the events that wait for their next attempt. It holds ids only, no content.
create table deliveries (
  webhook_id      uuid not null references endpoints on delete cascade,
  position        text collate "C" not null,
  event_id        uuid not null,
  type            text not null,
  subject         text not null,
  state           text not null check (state in ('delivered', 'waiting', 'parked')),
  attempts        int not null,
  -- Status of the last answer; null if there was none.
  status          int,
  cause           text,
  first_failed_at timestamptz,
  due_at          timestamptz,
  updated_at      timestamptz not null default now(),
  primary key (webhook_id, position)
);
create index deliveries_by_event on deliveries (webhook_id, event_id);
create index deliveries_by_state on deliveries (webhook_id, state, position) where state <> 'delivered';
create index deliveries_by_age on deliveries (updated_at) where state = 'delivered';
