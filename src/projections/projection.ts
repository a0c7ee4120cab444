import { readFile } from 'node:fs/promises';
import type { Pool } from 'pg';
import { START } from '../eventstore/port.js';
import type { Reader } from './reader.js';

/** A reader that fills tables of its own, which can be thrown away and filled again. */
export interface Projection extends Reader {
  /** The statements that make its tables and views. */
  readonly schema: URL;
  /** The tables made there, the first of which tells whether they exist. */
  readonly tables: readonly [string, ...string[]];
}

/**
 * Makes a projection's tables where they are missing, and then reads the log from its start. Dropping the
 * tables is therefore all it takes to have them filled anew.
 */
export async function prepareProjection(pool: Pool, { name, schema, tables }: Projection): Promise<void> {
  const statements = await readFile(schema, 'utf8');
  const client = await pool.connect();
  try {
    await client.query('begin');
    // One process prepares, the others wait and find it done.
    await client.query(`select pg_advisory_xact_lock(hashtext('prepare'), hashtext($1))`, [name]);
    const { rows } = await client.query<{ missing: boolean }>('select to_regclass($1) is null as missing', [tables[0]]);
    if (rows[0]?.missing === true) {
      await client.query(`drop table if exists ${tables.join(', ')} cascade`);
      await client.query(statements);
      await client.query('delete from checkpoints where reader = $1', [name]);
    }
    await client.query('insert into checkpoints (reader, position) values ($1, $2) on conflict do nothing', [
      name,
      START,
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

/**
 * Empties a projection, so that its processor reads the log from the start again.
 *
 * @returns once the tables are made anew; the processor fills them
 */
export async function resetProjection(pool: Pool, projection: Projection): Promise<void> {
  await pool.query(`drop table if exists ${projection.tables.join(', ')} cascade`);
  await prepareProjection(pool, projection);
}
