import type { Pool } from 'pg';
import { openPool } from '../../runtime/postgres/client.js';
import type { Database } from '../../runtime/postgres/client.js';

const CONNECTIONS = 2;

/**
 * Commits asynchronously: rows and checkpoints reach the disk together, so a crash of the database only makes the readers
 * repeat events. Neither readers nor the requests that wait for them wait for the disk.
 */
const ASYNC_COMMIT = { synchronous_commit: 'off' };

/**
 * Opens the connections of readers. They do not share them with commands, so neither waits for the other. The readers of
 * a page send their statements together.
 *
 * @param rewrite rewrites the text of each statement
 */
export function openReaderPool(database: Database, rewrite?: (text: string) => string): Pool {
  return openPool(database, {
    name: 'credence readers',
    max: CONNECTIONS,
    settings: ASYNC_COMMIT,
    pipeline: true,
    ...(rewrite !== undefined && { rewrite }),
  });
}
