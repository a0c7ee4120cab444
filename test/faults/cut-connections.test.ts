import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { waitFor } from '../support/clients/wait-for.js';
import { SECRET_KEY, startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

const password = 'correct horse battery staple';
const PAUSES_MS = [20, 50, 90, 130, 170];
const ROUND_MS = 3_000;
const CUT = `
  select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()`;

let database: TestDatabase;
let credence: Credence;

beforeAll(async () => {
  database = await usePostgres();
  credence = await startCredence({ DATABASE_URL: database.url, SECRET_KEY, LOG_LEVEL: 'fatal' });
});

afterAll(async () => {
  await credence.stop();
  await database.dispose();
});

const signUp = (email: string) =>
  credence.call('POST', '/auth/signup', { body: { email, username: 'ada', password } });

/** Cuts every connection of the service again and again. */
async function cutConnections(pauseMs: number, signal: AbortSignal): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  while (!signal.aborted) {
    await client.query(CUT);
    await sleep(pauseMs);
  }
  await client.end();
}

describe('connections that are cut while they are made', () => {
  test.each(PAUSES_MS)(
    'a process survives a cut of every connection each %d ms (EVT-18)',
    async (pauseMs) => {
      const stopping = new AbortController();
      const cutting = cutConnections(pauseMs, stopping.signal);
      const end = Date.now() + ROUND_MS;
      for (let i = 0; Date.now() < end; i += 1) {
        const { status } = await signUp(`cut${String(pauseMs)}-${String(i)}@example.com`);
        expect([201, 503]).toContain(status);
      }
      stopping.abort();
      await cutting;
      expect(credence.process.exitCode).toBeNull();
      const email = `after${String(pauseMs)}@example.com`;
      await waitFor('a sign-up succeeds', async () => (await signUp(email)).status === 201);
    },
    60_000,
  );
});
