-- The function appends with the rights of its owner, so the role of the service needs no right to change events. The fixed
-- search path keeps a caller from putting objects of its own in the place of ours.
alter function credence_log.append_batch(
  integer[], integer[], text[], integer[], integer[], uuid[], text[], jsonb[], jsonb[], integer[]
) security definer set search_path = pg_catalog, pg_temp;

-- Without this, every role with the right to read the log could append to it.
revoke execute on all functions in schema credence_log from public;
