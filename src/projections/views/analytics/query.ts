import type { Pool } from 'pg';
import type { CountKind } from './measures.js';

/** The most rows of an answer, the newest first. */
const MAX_GROUPS = 1000;

export type TimeUnit = 'hour' | 'day' | 'week' | 'month';

/** From the first time on, and before the second. */
export interface Range {
  readonly from: Date;
  readonly to: Date;
}

/** Sign-ups that started in one unit of time, or with one method, and the steps that they reached. */
interface Funnel {
  readonly at: Date | null;
  readonly method: string | null;
  readonly started: number;
  readonly mailSent: number;
  readonly verified: number;
  readonly signedIn: number;
  /** The median of the seconds from the start to each step; null if nobody reached it. */
  readonly secondsToMail: number | null;
  readonly secondsToVerified: number | null;
  readonly secondsToSignIn: number | null;
}

/** $1 from, $2 to, $3 unit of time, or `method`, $4 limit. Index: funnels_v1_by_start. */
const FUNNELS = `
  select case when $3 <> 'method' then date_trunc($3, started_at, 'UTC') end as at,
         case when $3 = 'method' then coalesce(method, 'mail') end as method,
         count(*)::int as started,
         count(mail_sent_at)::int as "mailSent",
         count(verified_at)::int as verified,
         count(signed_in_at)::int as "signedIn",
         percentile_cont(0.5) within group (order by extract(epoch from mail_sent_at - started_at)::float8) as "secondsToMail",
         percentile_cont(0.5) within group (order by extract(epoch from verified_at - started_at)::float8) as "secondsToVerified",
         percentile_cont(0.5) within group (order by extract(epoch from signed_in_at - started_at)::float8) as "secondsToSignIn"
  from credence_read.funnels
  where started_at >= $1 and started_at < $2
  group by 1, 2
  order by 1 desc, 2
  limit $4`;

/** Returns the sign-ups of a time, by units of time or by method, the newest first. */
export async function readFunnels(pool: Pool, { from, to }: Range, by: TimeUnit | 'method') {
  return (await pool.query<Funnel>(FUNNELS, [from, to, by, MAX_GROUPS])).rows;
}

/** A number of events of one kind and name in one unit of time. */
interface Count<Kind extends CountKind> {
  readonly at: Date;
  readonly kind: Kind;
  readonly name: string;
  readonly count: number;
}

/** $1 from, $2 to, $3 unit of time, $4 kinds, $5 limit. Index: sign_in_counts_v1_pkey. */
const COUNTS = `
  select date_trunc($3, hour, 'UTC') as at, kind, name, sum(count)::int as count
  from credence_read.sign_in_counts
  where hour >= $1 and hour < $2 and kind = any($4)
  group by 1, 2, 3
  order by 1 desc, 2, 3
  limit $5`;

/** Returns the numbers of whole hours that begin within a time, the newest first. */
export async function readCounts<Kind extends CountKind>(
  pool: Pool,
  { from, to }: Range,
  by: TimeUnit,
  kinds: readonly Kind[],
) {
  return (await pool.query<Count<Kind>>(COUNTS, [from, to, by, kinds, MAX_GROUPS])).rows;
}

/** The people who signed up in one week, and how many of them signed in some weeks later. */
interface Retained {
  /** The Monday of the week of the sign-ups. */
  readonly cohort: Date;
  readonly weeksLater: number;
  readonly people: number;
  /** The number of all people of that week. */
  readonly size: number;
}

/** $1 from, $2 to, $3 limit. Indexes: funnels_v1_by_start, active_weeks_v1_pkey. */
const RETENTION = `
  with cohorts as (
    select user_id, date_trunc('week', started_at, 'UTC') as cohort
    from credence_read.funnels
    where started_at >= $1 and started_at < $2
  ), sizes as (
    select cohort, count(*)::int as size from cohorts group by 1
  )
  select cohort, (week - (cohort at time zone 'UTC')::date) / 7 as "weeksLater", count(*)::int as people, size
  from cohorts join sizes using (cohort) join credence_read.active_weeks using (user_id)
  group by 1, 2, size
  order by 1 desc, 2
  limit $3`;

/** Returns how many people of each week of sign-ups signed in, in that week and in each later one. */
export async function readRetention(pool: Pool, { from, to }: Range) {
  return (await pool.query<Retained>(RETENTION, [from, to, MAX_GROUPS])).rows;
}
