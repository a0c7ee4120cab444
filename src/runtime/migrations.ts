import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Brings one schema of the database up to date: runs the `.sql` files of a folder that have not run
 * yet, in the order of their numbers, in one transaction. The schema is created where it is missing
 * and remembers in its table `migrations` what has run.
 *
 * Any number of processes may call it at once: one works, the others wait for it.
 *
 * @throws the database's error; nothing of this call was applied then
 */
export async function runMigrations(url: string, folder: URL, schema: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, keepAlive: true });
  // A connection that breaks also fails the query that waits on it; without a listener it would end the process.
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
