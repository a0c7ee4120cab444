import type { Pool, PoolClient } from 'pg';
import type { Position } from '../../eventstore/port.js';

/** A row of the ledger of erasures. The other columns move as they are. */
interface LedgerRow {
  readonly position: Position;
}

const READ = 'select to_jsonb(erasures) as row from credence_keys.erasures';
const WRITE = `
  insert into credence_keys.erasures
  select * from jsonb_populate_recordset(null::credence_keys.erasures, $1)
  on conflict (subject) do update set position = excluded.position`;

/** Returns the ledger of erasures of a database. */
export async function readErasures(pool: Pool): Promise<LedgerRow[]> {
  return (await pool.query<{ row: LedgerRow }>(READ)).rows.map(({ row }) => row);
}

/**
 * Writes a ledger into a database, in the transaction that switches it to another log.
 *
 * @param translate returns the position in the other log
 */
export async function writeErasures(
  transaction: PoolClient,
  rows: readonly LedgerRow[],
  translate: (position: Position) => Position,
): Promise<void> {
  const moved = rows.map((row) => ({ ...row, position: translate(row.position) }));
  await transaction.query(WRITE, [JSON.stringify(moved)]);
}
