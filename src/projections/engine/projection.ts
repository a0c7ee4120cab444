import { readFile } from 'node:fs/promises';
import type { Pool, PoolClient } from 'pg';
import { START } from '../../eventstore/port.js';
import { inTransaction } from '../../runtime/postgres/in-transaction.js';
import type { Reader } from './reader.js';

/** A reader that fills tables of its own. The tables can be dropped and rebuilt from the log. */
export interface Projection extends Reader {
  /** SQL file that creates the tables and views. */
  readonly schema: URL;
  /** Tables that the SQL file creates. */
  readonly tables: readonly string[];
  /**
   * Queries of the content of tables whose rows depend on the pages of the log, by table. Two versions of the read model
   * are equal if these queries return the same rows. All rows of the other tables count.
   */
  readonly content?: Readonly<Record<string, string>>;
}

const MISSING = `
  select exists (select from unnest($1::text[]) as name where to_regclass('credence_read.' || name) is null)
      or not exists (select from credence_read.checkpoints where reader = $2) as missing`;

/** Recreates a projection if one of its tables or its checkpoint is missing. */
export async function prepareProjection(pool: Pool, projection: Projection): Promise<void> {
  // Looked up without a lock: a start must not wait for a reader that another process runs.
  if (!(await isMissing(pool, projection))) return;
  await withLock(pool, projection, async (transaction) => {
    if (await isMissing(transaction, projection)) await recreate(transaction, projection);
  });
}

async function isMissing(database: Pick<Pool, 'query'>, { tables, name }: Projection): Promise<boolean> {
  const { rows } = await database.query<{ missing: boolean }>(MISSING, [tables, name]);
  return rows[0]?.missing === true;
}

/** Removes a projection that is turned off, with its checkpoint: its reader would count as one that does not progress. */
export async function removeProjection(pool: Pool, projection: Projection): Promise<void> {
  const { rows } = await pool.query('select from credence_read.checkpoints where reader = $1', [
    projection.name,
  ]);
  if (rows.length > 0) await withLock(pool, projection, (transaction) => remove(transaction, projection));
}

async function remove(transaction: PoolClient, { name, tables }: Projection): Promise<void> {
  const qualified = tables.map((table) => `credence_read.${table}`);
  await transaction.query(`drop table if exists ${qualified.join(', ')} cascade`);
  await transaction.query('delete from credence_read.checkpoints where reader = $1', [name]);
}

async function recreate(transaction: PoolClient, projection: Projection): Promise<void> {
  const { name, schema } = projection;
  const statements = await readFile(schema, 'utf8');
  await remove(transaction, projection);
  await transaction.query(statements);
  await transaction.query('insert into credence_read.checkpoints (reader, position) values ($1, $2)', [
    name,
    START,
  ]);
}

/** Runs work under the locks of the projection: one against other preparing processes, one against its processor. */
async function withLock(
  pool: Pool,
  { name }: Projection,
  work: (transaction: PoolClient) => Promise<void>,
): Promise<void> {
  await inTransaction(pool, async (transaction) => {
    await transaction.query(`select pg_advisory_xact_lock(hashtext('prepare'), hashtext($1))`, [name]);
    await transaction.query('select from credence_read.checkpoints where reader = $1 for update', [name]);
    await work(transaction);
  });
}
