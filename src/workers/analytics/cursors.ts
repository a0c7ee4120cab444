import type { Pool, PoolClient } from 'pg';
import type { Position } from '../../eventstore/port.js';

/** $1 names, $2 head. */
const CREATE = `
  insert into credence_webhooks.reporters (name, position) select name, $2 from unnest($1::text[]) as name
  on conflict do nothing`;

/** $1 names. */
const REMOVE_OTHERS = 'delete from credence_webhooks.reporters where name <> all ($1)';

/** $1 name. Another process that holds the row reports in its place. */
const LOCK = 'select position from credence_webhooks.reporters where name = $1 for update skip locked';

/** $1 name, $2 position. */
const MOVE = 'update credence_webhooks.reporters set position = $2 where name = $1';

/**
 * Gives each configured reporter a cursor. A new one begins at the head of the log. The cursor of a reporter that is turned
 * off is removed: events of the meantime are never reported.
 */
export async function prepareCursors(pool: Pool, names: readonly string[], head: Position): Promise<void> {
  await pool.query(REMOVE_OTHERS, [names]);
  await pool.query(CREATE, [names, head]);
}

/** Locks a cursor for this transaction. Returns null if another process has locked it. */
export async function lockCursor(transaction: PoolClient, name: string): Promise<Position | null> {
  const { rows } = await transaction.query<{ position: Position }>(LOCK, [name]);
  return rows[0]?.position ?? null;
}

/** Moves a locked cursor. */
export async function moveCursor(transaction: PoolClient, name: string, to: Position): Promise<void> {
  await transaction.query(MOVE, [name, to]);
}
