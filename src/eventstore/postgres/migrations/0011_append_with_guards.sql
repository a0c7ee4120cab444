-- Does the same as `append` of migration 6, and also checks guards: an append with a failed guard is a conflict. The other
-- `append` stays for processes of an earlier release beside this one.
--   guard_appends   the append of each guard
--   guard_streams   the stream of each guard, which no append of the batch writes to
--   guard_expected  the revision that the stream must have: -1 none, -3 any
--
-- Returns the columns of the other `append`, and the stream of the first failed guard of a conflict.
--
-- Indexes: streams_pkey and events_event_id_key, one lookup for each event; events_pkey for the head;
-- events_stream_id_revision_key for events beyond a retention.
create function credence_log.append(
  appends integer[],
  writes integer[],
  streams text[],
  expected integer[],
  places integer[],
  ids uuid[],
  types text[],
  data jsonb[],
  metadata jsonb[],
  keeps integer[],
  guard_appends integer[],
  guard_streams text[],
  guard_expected integer[]
)
returns table (
  verdict text, met boolean, last_revision integer, last_position bigint, recorded timestamptz, guard text
)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  base bigint;
  -- Milliseconds, the precision of a clock in JavaScript: the time that a process knows is the one that it reads later.
  recording timestamptz;
  -- The failed guards, in their order: the append and the stream of each.
  failed_appends integer[] := '{}';
  failed_streams text[] := '{}';
begin
  -- Held until the commit, so that positions have no gaps and become visible in order. The next statement takes its
  -- snapshot after the lock, and sees all commits of the previous writer.
  perform from credence_log.head for update;
  if not found then
    raise exception 'log.head has lost its row';
  end if;
  select coalesce(max(position), 0) into base from credence_log.events;
  recording := date_trunc('milliseconds', clock_timestamp());

  if cardinality(guard_streams) > 0 then
    select coalesce(array_agg(g.append order by g.nth), '{}'), coalesce(array_agg(g.stream_id order by g.nth), '{}')
    into failed_appends, failed_streams
    from unnest(guard_appends, guard_streams, guard_expected) with ordinality as g (append, stream_id, expected, nth)
    left join credence_log.streams s on s.stream_id = g.stream_id
    where not case g.expected
      when -1 then s.revision is null
      when -3 then s.revision is not null
      else s.revision is not distinct from g.expected
    end;
  end if;

  return query
  with given as (
    select
      g.*,
      coalesce(s.revision, -1) + 1 + g.place as next_revision,
      case g.expected
        when -1 then s.revision is null
        when -2 then true
        when -3 then s.revision is not null
        else s.revision is not distinct from g.expected
      end as met,
      k.position as known_position,
      k.revision as known_revision,
      -- The revision at which the event's write would have started; null if the event is in another stream.
      case when k.stream_id = g.stream_id then k.revision - g.place end as known_start
    from unnest(appends, writes, streams, expected, places, ids, types, data, metadata, keeps) with ordinality
      as g (append, write, stream_id, expected, place, event_id, type, data, metadata, keep_last, nth)
    left join credence_log.streams s on s.stream_id = g.stream_id
    left join credence_log.events k on k.event_id = g.event_id
  ),
  placed as (
    select
      *,
      coalesce(
        known_start = case when expected >= -1 then expected + 1 else min(known_start) over (partition by write) end,
        false
      ) as same_place
    from given
  ),
  judged as (
    select
      *,
      case
        when count(known_position) over one_append = 0 then
          case when bool_and(met) over one_append and append <> all (failed_appends) then 'appended' else 'conflict' end
        when bool_and(same_place) over one_append then 'repeated'
        else 'corrupted'
      end as verdict
    from placed
    window one_append as (partition by append)
  ),
  numbered as (
    select
      *,
      case verdict when 'appended' then next_revision else known_revision end as revision,
      case verdict
        when 'appended' then base + count(*) filter (where verdict = 'appended') over (order by nth)
        else known_position
      end as position
    from judged
  ),
  inserted as (
    insert into credence_log.events (position, stream_id, revision, event_id, type, data, metadata, recorded_at)
    select position, stream_id, revision, event_id, type, data, metadata, recording
    from numbered
    where verdict = 'appended'
    order by position
  ),
  bumped as (
    insert into credence_log.streams as s (stream_id, revision, keep_last)
    select stream_id, max(revision), max(keep_last) from numbered where verdict = 'appended' group by stream_id
    on conflict (stream_id) do update
    set revision = excluded.revision, keep_last = coalesce(excluded.keep_last, s.keep_last)
  )
  select min(verdict), bool_and(met), max(revision), max(max(position)) over (partition by append),
         case min(verdict) when 'appended' then recording end,
         case min(verdict) when 'conflict' then failed_streams[array_position(failed_appends, append)] end
  from numbered
  group by append, write
  order by write;

  if cardinality(array_remove(keeps, null)) > 0 then
    delete from credence_log.events as e
    using credence_log.streams as s
    where s.stream_id = any (streams) and s.keep_last is not null
      and e.stream_id = s.stream_id and e.revision <= s.revision - s.keep_last;
  end if;
end
$$;

revoke execute on function credence_log.append(
  integer[], integer[], text[], integer[], integer[], uuid[], text[], jsonb[], jsonb[], integer[],
  integer[], text[], integer[]
) from public;

-- Every role that may append goes on appending, also if the upgrade does not repeat its grant.
do $$
declare
  role_name name;
begin
  for role_name in
    select r.rolname
    from pg_proc p, aclexplode(p.proacl) a join pg_roles r on r.oid = a.grantee
    where p.oid = 'credence_log.append(
        integer[], integer[], text[], integer[], integer[], uuid[], text[], jsonb[], jsonb[], integer[]
      )'::regprocedure
      and a.privilege_type = 'EXECUTE'
  loop
    execute format(
      'grant execute on function credence_log.append('
      'integer[], integer[], text[], integer[], integer[], uuid[], text[], jsonb[], jsonb[], integer[], '
      'integer[], text[], integer[]) to %I',
      role_name
    );
  end loop;
end
$$;
