import type { Pool } from 'pg';

/** Waiting deliveries stay: the notice of the erasure is one of them, and their content is erased. */
const ERASE = `delete from credence_webhooks.deliveries where subject = $1 and state = 'delivered'`;

/**
 * Removes the deliveries about an erased user from the history of webhooks.
 *
 * @returns the number of removed deliveries
 */
export async function eraseDeliveries(pool: Pool, userId: string): Promise<number> {
  return (await pool.query(ERASE, [userId])).rowCount ?? 0;
}
