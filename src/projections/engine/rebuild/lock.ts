import type { Pool } from 'pg';

/** One process works at the standby version of a read model at a time. */
const KEY = `hashtext('credence_rebuild'), hashtext($1)`;

/**
 * Runs work that has the standby version of a read model for itself. The lock ends with the connection.
 *
 * @returns null if another process has the lock
 */
export async function withRebuildLock<Result>(
  pool: Pool,
  reader: string,
  work: () => Promise<Result>,
): Promise<Result | null> {
  const client = await pool.connect();
  let isClean = false;
  try {
    const { rows } = await client.query<{ taken: boolean }>(`select pg_try_advisory_lock(${KEY}) as taken`, [
      reader,
    ]);
    if (rows[0]?.taken !== true) {
      isClean = true;
      return null;
    }
    const result = await work();
    await client.query(`select pg_advisory_unlock(${KEY})`, [reader]);
    isClean = true;
    return result;
  } finally {
    client.release(!isClean);
  }
}
