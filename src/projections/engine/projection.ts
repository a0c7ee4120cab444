import { readFile } from 'node:fs/promises';
import type { Pool, PoolClient } from 'pg';
import { START } from '../../eventstore/port.js';
import { inTransaction } from '../../runtime/in-transaction.js';
import type { Reader } from './reader.js';

/** A reader that fills tables of its own, which can be thrown away and filled again. */
export interface Projection extends Reader {
  /** The statements that make its tables and views. */
  readonly schema: URL;
  /** The tables made there. */
  readonly tables: readonly string[];
}

const MISSING = `
  select exists (select from unnest($1::text[]) as name where to_regclass(name) is null)
      or not exists (select from checkpoints where reader = $2) as missing`;

/**
 * Makes a projection's tables where they are missing, and then reads the log from its start. Dropping the
 * tables is therefore all it takes to have them filled anew.
 */
export async function prepareProjection(pool: Pool, projection: Projection): Promise<void> {
  await withLock(pool, projection, async (transaction) => {
    const { rows } = await transaction.query<{ missing: boolean }>(MISSING, [
      projection.tables,
      projection.name,
    ]);
    if (rows[0]?.missing === true) await recreate(transaction, projection);
  });
}

/** Empties a projection in one step, so that its processor reads the log from the start again. */
export async function resetProjection(pool: Pool, projection: Projection): Promise<void> {
  await withLock(pool, projection, (transaction) => recreate(transaction, projection));
}

async function recreate(transaction: PoolClient, { name, schema, tables }: Projection): Promise<void> {
  const statements = await readFile(schema, 'utf8');
  await transaction.query(`drop table if exists ${tables.join(', ')} cascade`);
  await transaction.query(statements);
  await transaction.query('delete from checkpoints where reader = $1', [name]);
  await transaction.query('insert into checkpoints (reader, position) values ($1, $2)', [name, START]);
}

/** One process prepares; the others wait and find it done. The reader's own checkpoint is locked as well. */
async function withLock(
  pool: Pool,
  { name }: Projection,
  work: (transaction: PoolClient) => Promise<void>,
): Promise<void> {
  await inTransaction(pool, async (transaction) => {
    await transaction.query(`select pg_advisory_xact_lock(hashtext('prepare'), hashtext($1))`, [name]);
    await transaction.query('select from checkpoints where reader = $1 for update', [name]);
    await work(transaction);
  });
}
