import type { Pool, PoolClient } from 'pg';

/**
 * Runs work in one transaction: commits it, or rolls it back if the work throws. A connection on which a
 * statement failed is closed instead of returned to the pool.
 *
 * @param begin the statement that opens the transaction, for example with an isolation level
 */
export async function inTransaction<Result>(
  pool: Pool,
  work: (transaction: PoolClient) => Promise<Result>,
  begin = 'begin',
): Promise<Result> {
  const client = await pool.connect();
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    client.release(true);
    throw error;
  }
}
