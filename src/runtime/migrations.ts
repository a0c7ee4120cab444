import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Migrates one schema of the database: runs the new `.sql` files of a folder, in the order of their numbers, in one
 * transaction. Creates the schema if it is missing. Its table `migrations` records the files that have run.
 *
 * Any number of processes may call it concurrently: one migrates, the others wait.
 *
 * @throws the error of the database, after a roll-back
 */
export async function runMigrations(url: string, folder: URL, schema: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, keepAlive: true });
  // A broken connection also fails the pending query; an unhandled event would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await runner({
      dbClient: client,
      dir: fileURLToPath(folder),
      direction: 'up',
      schema,
      createSchema: true,
      migrationsTable: 'migrations',
      singleTransaction: true,
      advisoryLockMode: 'wait',
      logger: silent,
    });
  } finally {
    await client.end();
  }
}
