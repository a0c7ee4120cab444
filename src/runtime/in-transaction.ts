import type { Pool, PoolClient } from 'pg';

/**
 * Commits what the work has done, or nothing of it. A connection that failed is not used again.
 *
 * @param begin the statement that opens the transaction, for one with settings of its own
 */
export async function inTransaction<Result>(
  pool: Pool,
  work: (transaction: PoolClient) => Promise<Result>,
  begin = 'begin',
): Promise<Result> {
  const client = await pool.connect();
  // A connection that breaks fails the next query on it; unheard, it would end the process.
  client.on('error', ignore);
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query('commit');
    client.off('error', ignore);
    client.release();
    return result;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

function ignore(): void {
  // The query that follows tells.
}
