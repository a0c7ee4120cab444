import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { OWNER } from './cluster.js';

const POLL_MS = 20;
const CONNECT_MS = 2_000;

const DATABASE = 'credence';

/** `postgres://` URL of a database of the embedded server; the service's own unless another is named. */
export function databaseUrl(port: number, password: string, database = DATABASE): string {
  return `postgres://${OWNER}:${password}@127.0.0.1:${port}/${database}`;
}

/**
 * Waits until the server accepts a connection, through a crash recovery if need be. False if it is gone before, or
 * not ready in time. Throws if it answers but knows another password.
 */
export async function becomesReady(
  url: string,
  isAlive: () => Promise<boolean>,
  timeoutMs: number,
): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline && (await isAlive())) {
    if (await accepts(url)) return true;
    await sleep(POLL_MS);
  }
  return false;
}

/** Makes the service's database unless it is there. The URL is that of the database `postgres`. */
export async function createDatabase(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  });
}

async function accepts(url: string): Promise<boolean> {
  try {
    await withClient(url, () => Promise.resolve());
    return true;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code?.startsWith('28')) {
      throw new Error(
        'The embedded database refuses the password in the data folder. Restore that file from a backup.',
        {
          cause: error,
        },
      );
    }
    return false;
  }
}

async function withClient(url: string, use: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  // A server that goes away meanwhile is reported by the failing call; unheard, the event would end the program.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await use(client);
  } finally {
    await client.end();
  }
}
