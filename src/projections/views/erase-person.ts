import type { Pool } from 'pg';

/** The tables with rows that only the event of an erasure removes. */
const TABLES = ['users_v1', 'factors_v1', 'factor_uses_v1', 'role_holders_v1'];

/** The tables of a read model that is rebuilt, or was, are beside its serving ones. */
const FIND_TABLES = `
  select relname as name, relnamespace = to_regnamespace('credence_standby') as "isStandby"
  from pg_class
  where relnamespace in (to_regnamespace('credence_read'), to_regnamespace('credence_standby'))
    and relkind = 'r' and relname = any ($1)`;

/** The parked events stay parked without their rows, and a rebuild finds no key for them. */
const ERASE_PARKED = 'delete from credence_read.parked_events where strpos(stream, $1::text) > 0';

/**
 * Removes the rows of an erased user that a projection could not: it has parked an event of the account, and with it all
 * later ones. Removes these parked events, too.
 *
 * @returns the number of removed rows
 */
export async function eraseFromReadModels(pool: Pool, userId: string): Promise<number> {
  let removed = (await pool.query(ERASE_PARKED, [userId])).rowCount ?? 0;
  const { rows } = await pool.query<{ name: string; isStandby: boolean }>(FIND_TABLES, [TABLES]);
  for (const { name, isStandby } of rows) {
    const table = `${isStandby ? 'credence_standby' : 'credence_read'}.${name}`;
    const { rowCount } = await pool.query(`delete from ${table} where user_id = $1::uuid`, [userId]);
    removed += rowCount ?? 0;
  }
  return removed;
}
