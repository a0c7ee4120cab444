-- The request that holds a key without an answer renews this time. A process that is paused or cut off stops renewing, while
-- a lock of its session would stay until the server notices.
alter table idempotency_keys add column held_until timestamptz not null default now();
comment on column idempotency_keys.owner is 'Number of the process that handles the request.';
