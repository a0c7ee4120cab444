import type { Pool } from 'pg';
import { SAME_END_MS } from './count-store.js';
import type { CountStore, SharedCount } from './count-store.js';

const NOW = '(extract(epoch from statement_timestamp()) * 1000)::bigint';

/** Rows are locked in the order of their keys, so that processes do not deadlock. */
const EXCHANGE = `
  with change as (
    select * from unnest($1::text[], $2::int[], $3::bigint[]) as change (key, requests, left_ms)
  ), written as (
    insert into credence_requests.rate_limits as counted (key, points, expire)
    select key, requests, ${NOW} + left_ms from change where requests <> 0 order by key
    on conflict (key) do update set
      points = case
        when counted.expire <= ${NOW} then greatest(0, excluded.points)
        when excluded.points < 0 and counted.expire > excluded.expire + ${String(SAME_END_MS)} then counted.points
        else greatest(0, greatest(0, counted.points) + excluded.points) end,
      expire = case when counted.expire <= ${NOW} then excluded.expire else counted.expire end
    returning key, points, expire
  ), asked as (
    select counted.key, counted.points, counted.expire
    from credence_requests.rate_limits counted join change using (key)
    where change.requests = 0 and counted.expire > ${NOW}
  )
  select key, greatest(0, points) as requests, (expire - ${NOW})::int as "leftMs"
  from (select * from written union all select * from asked) as counts`;

const CLEAR = `delete from credence_requests.rate_limits where expire <= ${NOW}`;
/** Time between two removals of ended windows. */
const CLEAR_MS = 60_000;

/** Shares counts in PostgreSQL. */
export function postgresCounts(pool: Pool): CountStore {
  let clearedAt = performance.now();

  return {
    async exchange(changes) {
      const { rows } = await pool.query<SharedCount>({
        name: 'exchange-counts',
        text: EXCHANGE,
        values: [
          changes.map(({ key }) => key),
          changes.map(({ requests }) => requests),
          changes.map(({ leftMs }) => Math.ceil(leftMs)),
        ],
      });
      if (performance.now() - clearedAt > CLEAR_MS) {
        clearedAt = performance.now();
        // The next removal repeats a failed one. The counts above are stored.
        await pool.query(CLEAR).catch(() => undefined);
      }
      return rows;
    },
  };
}
