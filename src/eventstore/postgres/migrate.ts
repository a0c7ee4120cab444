import { runMigrations } from '../../runtime/migrations.js';

/**
 * Creates or updates the tables of the log. Runs before a store is opened, by a role that may create
 * tables; the store itself only needs to read, to insert events and to delete them
 * (the log lets only those go that are no history), to insert and update `streams`, and to lock `head`, for which PostgreSQL wants the right to update.
 *
 * @throws the database's error; nothing was changed then
 */
export function migrateLog(url: string): Promise<void> {
  return runMigrations(url, new URL('./migrations/', import.meta.url), 'log');
}
