import type { Pool } from 'pg';

/**
 * Removes the rows of an erased user that a projection could not: it has parked an event of the account, and with it all
 * later ones. The parked events stay parked without their rows, and a rebuild finds no key for them.
 */
const ERASE = `
  with parked as (
    delete from credence_read.parked_events where strpos(stream, $1::text) > 0 returning 1
  ), users as (
    delete from credence_read.users_v1 where user_id = $1::uuid returning 1
  ), factors as (
    delete from credence_read.factors_v1 where user_id = $1::uuid returning 1
  ), uses as (
    delete from credence_read.factor_uses_v1 where user_id = $1::uuid returning 1
  ), roles as (
    delete from credence_read.role_holders_v1 where user_id = $1::uuid returning 1
  )
  select (select count(*) from parked) + (select count(*) from users) + (select count(*) from factors)
       + (select count(*) from uses) + (select count(*) from roles) as removed`;

/**
 * Removes an erased user from the read models, and the events of the user that readers have parked.
 *
 * @returns the number of removed rows
 */
export async function eraseFromReadModels(pool: Pool, userId: string): Promise<number> {
  const { rows } = await pool.query<{ removed: string }>(ERASE, [userId]);
  return Number(rows[0]?.removed ?? 0);
}
