import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { OWNER } from './cluster.js';

const POLL_MS = 20;
const CONNECT_MS = 2_000;

const DATABASE = 'credence';

/** Returns the `postgres://` URL of a database of the embedded server, by default the service's own. */
export function databaseUrl(port: number, password: string, database = DATABASE): string {
  return `postgres://${OWNER}:${password}@127.0.0.1:${port}/${database}`;
}

/**
 * Waits until the server accepts a connection, also through a crash recovery. Returns false if the server ends first or
 * the time limit passes.
 *
 * @throws Error the server rejects the password
 */
export async function waitUntilReady(
  url: string,
  isAlive: () => Promise<boolean>,
  timeoutMs: number,
): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline && (await isAlive())) {
    if (await acceptsConnection(url)) return true;
    await sleep(POLL_MS);
  }
  return false;
}

/** Creates the service's database if it is missing. `url` names the database `postgres`. */
export async function createDatabase(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  });
}

async function acceptsConnection(url: string): Promise<boolean> {
  try {
    await withClient(url, () => Promise.resolve());
    return true;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code?.startsWith('28')) {
      throw new Error(
        'The embedded database rejects the password in the data folder. Restore the file database-password from a backup.',
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
  // A lost connection also fails the pending call; an unhandled event would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await use(client);
  } finally {
    await client.end();
  }
}
