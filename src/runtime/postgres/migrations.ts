import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import { connectClient } from './client.js';
import type { Database } from './client.js';
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
 * @throws the error of the database, after a roll-back
 */
export async function runMigrations(database: Database, folder: URL, schema: string): Promise<void> {
  const client = await connectClient(database, { name: 'credence migrations', limits: LIMITS });
  try {
    const name = withPrefix(database.prefix, schema);
    // `create schema if not exists` needs the right to create schemas even if this one exists.
    const { rowCount } = await client.query('select from pg_namespace where nspname = $1', [name]);
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
