/** A leader keeps its endpoints every second. Those of a killed process are free after this time. */
const LEAD_TIME = `interval '3 seconds'`;

/** $1 leader. */
export const LEAD = `
  with free as materialized (
    select webhook_id from credence_webhooks.endpoints
    where is_active and (leader = $1 or led_until < now())
    order by webhook_id
    for update)
  update credence_webhooks.endpoints endpoint
  set leader = $1, led_until = now() + ${LEAD_TIME}
  from free
  where endpoint.webhook_id = free.webhook_id
  returning endpoint.webhook_id as id, revision`;

/** $1 leader. */
export const RELEASE = `
  update credence_webhooks.endpoints set leader = null, led_until = '-infinity' where leader = $1`;

/** $1 id, $2 leader, $3 revision. */
export const LOAD = `
  select position, replay_after as "replayAfter", replay_to as "replayTo", replay_types as "replayTypes",
         failing_since as "failingSince",
         array(select distinct subject from credence_webhooks.deliveries delivery
               where delivery.webhook_id = $1 and state = 'parked') as "parkedSubjects",
         array(select position from credence_webhooks.deliveries delivery
               where delivery.webhook_id = $1 and delivery.position > endpoint.position) as known
  from credence_webhooks.endpoints endpoint
  where webhook_id = $1 and leader = $2 and revision = $3 and is_active`;

const DELIVERY = `
  position, event_id as "eventId", type, subject, state, attempts, status, cause,
  first_failed_at as "firstFailedAt", due_at as "dueAt"`;

/** Loads only the first event of each subject: an outage may leave very many. $1 id. */
export const LOAD_HELD = `
  select distinct on (subject) ${DELIVERY}
  from credence_webhooks.deliveries
  where webhook_id = $1 and state = 'waiting'
  order by subject, position`;

/** Index: deliveries_by_subject. $1 id, $2 subjects, $3 limit for each. */
export const LOAD_WAITING = `
  select waiting.*
  from unnest($2::text[]) as held (subject) cross join lateral (
    select ${DELIVERY}
    from credence_webhooks.deliveries delivery
    where delivery.webhook_id = $1 and delivery.subject = held.subject and delivery.state = 'waiting'
    order by delivery.position
    limit $3) waiting`;

/**
 * $1 id, $2 leader, $3 revision, $4 position, $5 position of the replay or null, $6 time of the first failure, and the columns
 * of the deliveries. $17 the parked subjects.
 */
export const RECORD = `
  with led as (
    update credence_webhooks.endpoints
    set position = $4, replay_after = $5, failing_since = $6
    where webhook_id = $1 and leader = $2 and revision = $3 and is_active
    returning webhook_id
  ), recorded as (
    insert into credence_webhooks.deliveries
      (webhook_id, position, event_id, type, subject, state, attempts, status, cause, first_failed_at, due_at)
    select led.webhook_id, delivery.*
    from led, unnest($7::text[], $8::uuid[], $9::text[], $10::text[], $11::text[], $12::int[], $13::int[],
                     $14::text[], $15::timestamptz[], $16::timestamptz[]) as delivery
    on conflict (webhook_id, position) do update
    set state = excluded.state, attempts = excluded.attempts, status = excluded.status, cause = excluded.cause,
        first_failed_at = excluded.first_failed_at, due_at = excluded.due_at, updated_at = now()
  ), parked as (
    update credence_webhooks.deliveries
    set state = 'parked', due_at = null, updated_at = now()
    where webhook_id = $1 and state = 'waiting' and subject = any ($17::text[]) and exists (select from led)
      and position <> all ($7::text[]))
  select exists (select from led) as led`;

/** Index: deliveries_by_age. Each call deletes only the oldest ones, so that no statement takes long. $1 milliseconds, $2 limit. */
export const PRUNE = `
  delete from credence_webhooks.deliveries
  where ctid = any(array(
    select ctid from credence_webhooks.deliveries
    where state <> 'waiting' and updated_at < now() - $1 * interval '1 ms'
    order by updated_at
    limit $2))
    and state <> 'waiting'`;

export const COUNT = `
  select endpoint.webhook_id as id,
         count(*) filter (where state = 'waiting')::int as waiting,
         count(*) filter (where state = 'parked')::int as parked,
         case when is_active then coalesce(extract(epoch from now() - failing_since), 0) else 0 end::float8
           as "failingSeconds"
  from credence_webhooks.endpoints endpoint
  left join credence_webhooks.deliveries delivery
    on delivery.webhook_id = endpoint.webhook_id and state <> 'delivered'
  group by endpoint.webhook_id`;
