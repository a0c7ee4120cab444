import type { Database } from '../../runtime/postgres/client.js';
import { runMigrations } from '../../runtime/postgres/migrations.js';

/**
 * Creates or updates the tables of the log. It runs before a store is opened, with a role that can create tables.
 *
 * The role of the store needs fewer rights: to read the tables, and to execute `append`.
 *
 * @throws pg.DatabaseError nothing was changed
 */
export function migrateLog(database: Database): Promise<void> {
  return runMigrations(database, new URL('./migrations/', import.meta.url), 'credence_log');
}
