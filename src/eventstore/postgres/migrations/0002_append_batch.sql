-- One call is one transaction with any number of independent appends. Each gets its own verdict, so that a conflict of one
-- does not fail the others.
--
-- The arrays have one element for each event, in log order:
--   appends  number of the append in the batch    writes  number of the write in the batch
--   places   place of the event in its write, from 0
--   expected exact revision, -1 no stream, -2 any, -3 the stream exists
-- A stream or an event id occurs in only one append of the batch; the unique indexes reject duplicates.
--
-- Returns one row for each write, in their order: the verdict on its append ('appended', 'repeated',
-- 'conflict', 'corrupted'), whether its own expectation was met, the revision of its last event and
-- the position of the last event of its append.
--
-- Indexes: streams_pkey and events_event_id_key, one lookup for each event; events_pkey for the head.
create function credence_log.append_batch(
  appends integer[],
  writes integer[],
  streams text[],
  expected integer[],
  places integer[],
  ids uuid[],
  types text[],
  data jsonb[],
  metadata jsonb[]
)
returns table (verdict text, met boolean, last_revision integer, last_position bigint)
language plpgsql as $$
#variable_conflict use_column
declare
  base bigint;
begin
  -- Held until the commit, so that positions have no gaps and become visible in order. The next statement takes its
  -- snapshot after the lock, and sees all commits of the previous writer.
  perform from credence_log.head for update;
  if not found then
    raise exception 'log.head has lost its row';
  end if;
  select coalesce(max(position), 0) into base from credence_log.events;

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
    from unnest(appends, writes, streams, expected, places, ids, types, data, metadata) with ordinality
      as g (append, write, stream_id, expected, place, event_id, type, data, metadata, nth)
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
          case when bool_and(met) over one_append then 'appended' else 'conflict' end
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
    select position, stream_id, revision, event_id, type, data, metadata, clock_timestamp()
    from numbered
    where verdict = 'appended'
    order by position
  ),
  bumped as (
    insert into credence_log.streams (stream_id, revision)
    select stream_id, max(revision) from numbered where verdict = 'appended' group by stream_id
    on conflict (stream_id) do update set revision = excluded.revision
  )
  select min(verdict), bool_and(met), max(revision), max(max(position)) over (partition by append)
  from numbered
  group by append, write
  order by write;
end
$$;
