import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { connectClient } from './client.js';
import type { Database } from './client.js';
import { UnsuitableDatabase } from './open-database.js';
import { withPrefix } from './schema-prefix.js';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
/** A migration may rewrite a large table. */
const LIMITS = { statementMs: 600_000, lockMs: 60_000, idleInTransactionMs: 60_000 };

/**
 * Migrates one schema of the database: runs the new `.sql` files of a folder, in the order of their numbers, in one
 * transaction. Creates the schema if it is missing. Its table `migrations` records the files that have run.
 *
 * Any number of processes may call it concurrently: one migrates, the others wait.
 *
 * @param schema as the program spells it, with the default prefix
 * @throws UnsuitableDatabase a newer release has migrated the schema
 * @throws the error of the database, after a roll-back
 */
export async function runMigrations(database: Database, folder: URL, schema: string): Promise<void> {
  const client = await connectClient(database, { name: 'credence migrations', limits: LIMITS });
  try {
    const name = withPrefix(database.prefix, schema);
    // `create schema if not exists` needs the right to create schemas even if this one exists.
    const { rowCount } = await client.query('select from pg_namespace where nspname = $1', [name]);
    await refuseNewerSchema(client, folder, name);
    await runner({
      dbClient: client,
      dir: fileURLToPath(folder),
      direction: 'up',
      schema: name,
      createSchema: rowCount === 0,
      migrationsTable: 'migrations',
      singleTransaction: true,
      advisoryLockMode: 'wait',
      logger: silent,
    });
  } finally {
    await client.end();
  }
}

/** An older program does not know the rules of a newer schema, and could corrupt its data. */
async function refuseNewerSchema(client: pg.Client, folder: URL, schema: string): Promise<void> {
  const table = `${pg.escapeIdentifier(schema)}.migrations`;
  const { rows: found } = await client.query<{ exists: boolean }>(
    'select to_regclass($1) is not null as exists',
    [table],
  );
  if (found[0]?.exists !== true) return;
  const own = new Set((await readdir(folder)).map((file) => file.replace(/\.sql$/, '')));
  const { rows } = await client.query<{ name: string }>(`select name from ${table}`);
  if (rows.some(({ name }) => !own.has(name)))
    throw new UnsuitableDatabase('a newer release has migrated it; start that release, or restore a backup');
}
