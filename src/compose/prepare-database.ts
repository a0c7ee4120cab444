import { migrateLog } from '../eventstore/postgres/migrate.js';
import { runMigrations } from '../runtime/migrations.js';

/**
 * Runs all migrations except those of projections, which create their own tables. Any number of processes may run it
 * concurrently.
 */
export async function prepareDatabase(url: string): Promise<void> {
  await migrateLog(url);
  await runMigrations(url, new URL('../security/keys/migrations/', import.meta.url), 'keys');
  await runMigrations(url, new URL('../projections/engine/migrations/', import.meta.url), 'public');
  await runMigrations(url, new URL('../security/request-stores/migrations/', import.meta.url), 'api');
  await runMigrations(url, new URL('../workers/jobs/migrations/', import.meta.url), 'reactions');
}
