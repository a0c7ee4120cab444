import { migrateLog } from '../eventstore/postgres/migrate.js';
import { adoptSchemas } from '../runtime/postgres/adopt-schemas.js';
import { connectClient } from '../runtime/postgres/client.js';
import type { Database } from '../runtime/postgres/client.js';
import { runMigrations } from '../runtime/postgres/migrations.js';

/** The schemas beside the log, and the folders of their migrations. */
const SCHEMAS: readonly (readonly [schema: string, folder: URL])[] = [
  ['credence_keys', new URL('../security/keys/migrations/', import.meta.url)],
  ['credence_read', new URL('../projections/engine/migrations/', import.meta.url)],
  ['credence_requests', new URL('../security/request-stores/migrations/', import.meta.url)],
  ['credence_outbox', new URL('../workers/jobs/migrations/', import.meta.url)],
];

/**
 * Runs all migrations except those of projections, which create their own tables. Any number of processes may run it
 * concurrently.
 */
export async function prepareDatabase(database: Database): Promise<void> {
  await adopt(database);
  await migrateLog(database);
  for (const [schema, folder] of SCHEMAS) await runMigrations(database, folder, schema);
}

/** Moves what release 0.1.0 has left into schemas of our own, in one transaction. */
async function adopt(database: Database): Promise<void> {
  const client = await connectClient(database, { name: 'credence migrations' });
  try {
    await client.query('begin');
    await adoptSchemas(client);
    await client.query('commit');
  } finally {
    await client.end();
  }
}
