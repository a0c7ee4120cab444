import type { Database } from '../../runtime/postgres/client.js';
import { runMigrations } from '../../runtime/postgres/migrations.js';

/** Creates or updates the tables of the log. Any number of processes may call it concurrently. */
export function migrateLog(database: Database): Promise<void> {
  return runMigrations(database, new URL('./migrations/', import.meta.url), 'credence_log');
}
