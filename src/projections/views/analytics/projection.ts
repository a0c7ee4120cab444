import type { StoredEvent } from '../../../eventstore/port.js';
import type { Projection } from '../../engine/projection.js';
import { isMeasured, isSignIn, measuredIn, signUpStepOf } from './measures.js';

/** $1 rows as JSON. Keeps the first time of each step. */
const MERGE = `
  insert into credence_read.funnels_v1 as known
    (user_id, method, started_at, mail_sent_at, verified_at, signed_in_at)
  select user_id, method, started_at, mail_sent_at, verified_at, signed_in_at
  from json_populate_recordset(null::credence_read.funnels_v1, $1::json)
  on conflict (user_id) do update set
    method = coalesce(known.method, excluded.method),
    started_at = least(known.started_at, excluded.started_at),
    mail_sent_at = least(known.mail_sent_at, excluded.mail_sent_at),
    verified_at = least(known.verified_at, excluded.verified_at),
    signed_in_at = least(known.signed_in_at, excluded.signed_in_at)`;

/** $1 users, $2 times of their sign-ins. */
const ACTIVE = `
  insert into credence_read.active_weeks_v1 (user_id, week)
  select distinct user_id, date_trunc('week', at at time zone 'UTC')::date
  from unnest($1::uuid[], $2::timestamptz[]) as sign_in (user_id, at)
  on conflict do nothing`;

/** $1 times, $2 kinds, $3 names. */
const COUNT = `
  insert into credence_read.sign_in_counts_v1 as known (hour, kind, name, count)
  select date_trunc('hour', at, 'UTC'), kind, name, count(*)
  from unnest($1::timestamptz[], $2::text[], $3::text[]) as measured (at, kind, name)
  group by 1, 2, 3
  on conflict (hour, kind, name) do update set count = known.count + excluded.count`;

/** Counts the steps of sign-ups, the sign-ins and their failures. It reads no personal data. */
export function funnelsProjection(): Projection {
  return {
    name: 'funnels@1',
    gathers: true,
    schema: new URL('./schema.sql', import.meta.url),
    tables: ['funnels_v1', 'active_weeks_v1', 'sign_in_counts_v1'],
    handles: isMeasured,

    async handle(events, transaction) {
      await transaction.query(MERGE, [JSON.stringify(signUpsOf(events))]);
      const signIns = events.filter(isSignIn);
      await transaction.query(ACTIVE, [
        signIns.map(({ data }) => data['user_id']),
        signIns.map(({ recordedAt }) => recordedAt),
      ]);
      const counted = events.flatMap((event) =>
        measuredIn(event).map((measured) => ({ ...measured, at: event.recordedAt })),
      );
      await transaction.query(COUNT, [
        counted.map(({ at }) => at),
        counted.map(({ kind }) => kind),
        counted.map(({ name }) => name),
      ]);
    },
  };
}

/** Returns one row for each person. The events are in their order, so the first value of a column stays. */
function signUpsOf(events: readonly StoredEvent[]): Record<string, string>[] {
  const rows = new Map<string, Record<string, string>>();
  for (const event of events) {
    const found = signUpStepOf(event);
    if (found === null) continue;
    const row = rows.get(found.userId) ?? { user_id: found.userId };
    rows.set(found.userId, { [found.step]: found.value, ...row });
  }
  return [...rows.values()];
}
