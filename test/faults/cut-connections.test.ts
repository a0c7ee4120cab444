import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { openMailbox } from '../support/clients/mailbox.js';
import type { Mailbox } from '../support/clients/mailbox.js';
import { waitFor } from '../support/clients/wait-for.js';
import { SECRET_KEY, startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

const password = 'correct horse battery staple';
const PAUSES_MS = [20, 50, 90, 130, 170];
const ROUND_MS = 3_000;
/** The promised time between the return of the database and the last mail. */
const MAILED_MS = 10_000;
const CUT = `
  select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()`;

let database: TestDatabase;
let mailbox: Mailbox;
let credence: Credence;

beforeAll(async () => {
  database = await usePostgres();
  mailbox = await openMailbox();
  credence = await startCredence({
    DATABASE_URL: database.url,
    SECRET_KEY,
    SMTP_URL: mailbox.url,
    LOG_LEVEL: 'fatal',
  });
});

afterAll(async () => {
  await credence.stop();
  await mailbox.stop();
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
    'a process survives a cut of every connection each %d ms and sends every mail afterwards (EVT-13, EVT-18)',
    async (pauseMs) => {
      const stopping = new AbortController();
      const cutting = cutConnections(pauseMs, stopping.signal);
      const end = Date.now() + ROUND_MS;
      const accepted: string[] = [];
      for (let i = 0; Date.now() < end; i += 1) {
        const email = `cut${String(pauseMs)}-${String(i)}@example.com`;
        const { status } = await signUp(email);
        expect([201, 503]).toContain(status);
        if (status === 201) accepted.push(email);
      }
      stopping.abort();
      await cutting;
      expect(credence.process.exitCode).toBeNull();
      const isMailed = (email: string) => mailbox.mailsTo(email).length > 0;
      await waitFor('every mail is sent', () => accepted.every(isMailed), MAILED_MS);
      const email = `after${String(pauseMs)}@example.com`;
      await waitFor('a sign-up succeeds', async () => (await signUp(email)).status === 201);
      await waitFor('its mail is sent', () => isMailed(email), MAILED_MS);
    },
    300_000,
  );
});
