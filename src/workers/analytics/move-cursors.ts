import type { Pool, PoolClient } from 'pg';
import type { Position } from '../../eventstore/port.js';

/** The place of a reporter in the log. */
export interface StoredCursor {
  readonly name: string;
  readonly position: Position;
}

/** Reads the cursors of a database. */
export async function readCursors(pool: Pool): Promise<StoredCursor[]> {
  return (await pool.query<StoredCursor>('select name, position from credence_webhooks.reporters')).rows;
}

/**
 * Replaces the cursors of a database, in a transaction that switches it to another log.
 *
 * @param translate returns the position in the other log
 */
export async function writeCursors(
  transaction: PoolClient,
  cursors: readonly StoredCursor[],
  translate: (position: Position) => Position,
): Promise<void> {
  await transaction.query('delete from credence_webhooks.reporters');
  for (const { name, position } of cursors)
    await transaction.query('insert into credence_webhooks.reporters (name, position) values ($1, $2)', [
      name,
      translate(position),
    ]);
}
