-- Requests that came with an Idempotency-Key, for a day. Nothing here can be read without the key that the
-- client presents: keys and requests are kept as MACs, answers are encrypted under the key.
create table idempotency_keys (
  key_mac     bytea primary key,
  request_mac bytea not null,
  -- The process that works on it, as long as there is no answer: it holds an advisory lock of this number.
  owner       bigint not null,
  answer      bytea,
  created_at  timestamptz not null default now()
);
create index idempotency_keys_by_age on idempotency_keys (created_at);
