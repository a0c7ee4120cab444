-- The number of newest events that an ephemeral stream retains; null retains all.
alter table credence_log.streams add column keep_last integer check (keep_last > 0);

-- Does the same as `append_batch` of migration 2, and then deletes the events beyond the retention of the batch's streams.
--   keeps    the retention of the event's stream, null for all; one element for each event
--
-- Indexes: streams_pkey and events_stream_id_revision_key.
create function credence_log.append_batch(
  appends integer[],
  writes integer[],
  streams text[],
  expected integer[],
  places integer[],
  ids uuid[],
  types text[],
  data jsonb[],
  metadata jsonb[],
  keeps integer[]
)
returns table (verdict text, met boolean, last_revision integer, last_position bigint)
language plpgsql as $$
begin
  return query
  select * from credence_log.append_batch(appends, writes, streams, expected, places, ids, types, data, metadata);

  if cardinality(array_remove(keeps, null)) > 0 then
    update credence_log.streams as s set keep_last = g.keep_last
    from unnest(streams, keeps) as g (stream_id, keep_last)
    where s.stream_id = g.stream_id and g.keep_last is not null and s.keep_last is distinct from g.keep_last;

    delete from credence_log.events as e
    using credence_log.streams as s
    where s.stream_id = any (streams) and s.keep_last is not null
      and e.stream_id = s.stream_id and e.revision <= s.revision - s.keep_last;
  end if;
end
$$;

-- Permits the delete of events beyond a stream's retention, and rejects every other.
create function credence_log.refuse_loss() returns trigger language plpgsql as $$
begin
  if exists (
    select from credence_log.streams
    where stream_id = old.stream_id and old.revision <= revision - keep_last
  ) then
    return old;
  end if;
  raise insufficient_privilege using message = 'Events are only ever appended: delete is refused.';
end
$$;

drop trigger only_append on credence_log.events;
create trigger only_append
  before update or truncate on credence_log.events
  for each statement execute function credence_log.refuse_change();
alter table credence_log.events enable always trigger only_append;

create trigger nothing_lost
  before delete on credence_log.events
  for each row execute function credence_log.refuse_loss();
alter table credence_log.events enable always trigger nothing_lost;
