-- Requests with an Idempotency-Key and their answers, retained for 24 hours. Keys and requests are stored as MACs.
-- Answers are encrypted under the key that the client presents.
create table idempotency_keys (
  key_mac     bytea primary key,
  request_mac bytea not null,
  -- The process that handles the request. It holds an advisory lock with this number.
  owner       bigint not null,
  answer      bytea,
  created_at  timestamptz not null default now()
);
create index idempotency_keys_by_age on idempotency_keys (created_at);
