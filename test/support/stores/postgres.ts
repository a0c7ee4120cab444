import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { startTestServer } from './test-server.js';

/** A database for one test suite. */
export interface TestDatabase {
  url: string;
  /** Drops the database and its remaining connections. */
  dispose: () => Promise<void>;
}

/**
 * Creates an empty database on the server that all test files share (see `global-setup.ts`), or on a new server without
 * that setup.
 *
 * @param options of the statement `create database`
 */
export async function usePostgres(options = ''): Promise<TestDatabase> {
  const shared = process.env['TEST_DATABASE_URL'];
  const server = shared ? { url: shared, stop: () => Promise.resolve() } : await startTestServer();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await execute(server.url, `create database ${name} ${options}`);
  return {
    url: withDatabase(server.url, name),
    dispose: async () => {
      await execute(server.url, waitForSessions(name));
      await execute(server.url, `drop database ${name} with (force)`);
      await server.stop();
    },
  };
}

/**
 * Returns a statement that waits, for a second at most, until a database has no sessions. A pool ends before the server has
 * closed its connections, and a terminated one would raise an error in the test.
 */
function waitForSessions(name: string): string {
  return `do $$ begin
    for attempt in 1..20 loop
      exit when not exists (select from pg_stat_activity where datname = '${name}');
      perform pg_sleep(0.05), pg_stat_clear_snapshot();
    end loop;
  end $$`;
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
