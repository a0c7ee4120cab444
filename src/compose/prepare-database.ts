import type { Pool } from 'pg';
import { migrateLog } from '../eventstore/postgres/migrate.js';
import { prepareProjection, removeProjection } from '../projections/engine/projection.js';
import type { Projection } from '../projections/engine/projection.js';
import { adoptSchemas } from '../runtime/postgres/adopt-schemas.js';
import { connectClient } from '../runtime/postgres/client.js';
import type { Database } from '../runtime/postgres/client.js';
import { runMigrations } from '../runtime/postgres/migrations.js';
import { databaseRefusal } from './start/database-refusals.js';

/** The schemas beside the log, and the folders of their migrations. */
const SCHEMAS: readonly (readonly [schema: string, folder: URL])[] = [
  ['credence_keys', new URL('../security/keys/migrations/', import.meta.url)],
  ['credence_read', new URL('../projections/engine/migrations/', import.meta.url)],
  ['credence_requests', new URL('../security/request-stores/migrations/', import.meta.url)],
  ['credence_outbox', new URL('../workers/jobs/migrations/', import.meta.url)],
  ['credence_audit', new URL('../audit/migrations/', import.meta.url)],
  ['credence_webhooks', new URL('../workers/webhooks/store/migrations/', import.meta.url)],
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

/**
 * Creates the tables of the read models that are missing, and removes those that are turned off.
 *
 * @throws StartRefused the role must not create tables
 */
export async function prepareProjections(
  pool: Pool,
  projections: readonly Projection[],
  off: readonly Projection[] = [],
): Promise<void> {
  try {
    for (const projection of projections) await prepareProjection(pool, projection);
    for (const projection of off) await removeProjection(pool, projection);
  } catch (error) {
    throw databaseRefusal(error, 'DATABASE_URL');
  }
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
