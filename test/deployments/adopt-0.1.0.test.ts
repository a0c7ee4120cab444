import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runMigrations } from 'bullmq';
import pg from 'pg';
import { createVerifiedAccount, PASSWORD, signIn, waitForToken } from '../support/clients/accounts.js';
import { dumpOtherObjects, execute } from '../support/deployments/other-objects.js';
import { ROOT } from '../support/documents/markdown.js';
import { SECRET_KEY, SERVICE_TOKEN, startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

const LONG_MS = 300_000;
/**
 * The dump of a database of release 0.1.0 with two accounts: ada@example.com is verified and has signed in once,
 * grace@example.com is not verified. The key is that of the tests. The schema of the queue is the library's.
 */
const DUMP = join(ROOT, 'test/deployments/fixtures/database-0.1.0.sql');

describe('a database of release 0.1.0 (DEP-1)', () => {
  let database: TestDatabase;
  let credence: Credence;

  beforeAll(async () => {
    database = await usePostgres();
    await execute(database.url, await readFile(DUMP, 'utf8'));
    await createQueue(database.url);
    await execute(
      database.url,
      `insert into public.migrations (name, run_on) values ('001_invoices', '2026-01-01');
       create table public.invoices (number int);
       insert into public.invoices values (17)`,
    );
    // A mail to grace@example.com that waits for a mail server.
    await execute(
      database.url,
      `insert into reactions.outstanding_jobs (job_id, name, stream, event, due_at, look_at)
       values ('verification-waiting', 'verification', 'user-d90a9e1d-47f1-59f1-90ea-bab300e6d3d5',
               'd51756e8-1e3c-5abb-a60d-8a4394e88bd6', now(), now() + interval '15 seconds')`,
    );
    credence = await startCredence({ DATABASE_URL: database.url, SECRET_KEY });
  }, LONG_MS);
  afterAll(async () => {
    await credence.stop();
    await database.dispose();
  });

  test('its accounts can sign in, and new ones can register', async () => {
    expect((await signIn(credence, 'ada@example.com', PASSWORD)).status).toBe(200);
    const { email } = await createVerifiedAccount(credence);
    expect((await signIn(credence, email)).status).toBe(200);
  });

  test('its read models continue without a rebuild', async () => {
    const { status, body } = await credence.call('GET', '/v1/users?email=ada@example.com', {
      token: SERVICE_TOKEN,
    });
    expect(status).toBe(200);
    expect(body.items).toEqual([expect.objectContaining({ id: 1, is_verified: true })]);
  });

  test('its waiting mail is sent (EVT-13)', async () => {
    expect(await credence.mails('grace@example.com')).toMatchObject([
      { subject: 'Confirm your e-mail address' },
    ]);
  });

  test('its index of addresses compares them as the domain does', async () => {
    const { rows } = await execute<{ indexdef: string }>(
      database.url,
      `select indexdef from pg_indexes where schemaname = 'credence_read' and indexname = 'users_v1_by_email'`,
    );
    expect(rows).toEqual([{ indexdef: expect.stringContaining('lower((email COLLATE "C"))') }]);
  });

  test('its unverified account still receives a link', async () => {
    await credence.call('POST', '/auth/resend-verification', { body: { email: 'grace@example.com' } });
    expect(await waitForToken(credence, 'grace@example.com', '/verify-email')).not.toBe('');
  });

  test('its schemas and its tables in public are moved, and nothing else', async () => {
    const { relations, values } = await dumpOtherObjects(database.url);
    const names = relations.map(({ name }) => name);
    expect(names).toEqual([
      'public.invoices',
      'public.migrations',
      'public.migrations_id_seq',
      'public.migrations_pkey',
    ]);
    expect(values.filter(({ place }) => /\.(name|number)$/.test(place)).map(({ text }) => text)).toEqual(
      expect.arrayContaining(['001_invoices', '17']),
    );
    expect(values.some(({ text }) => text === '001_checkpoints')).toBe(false);
  });

  test('a further start finds everything in its place', async () => {
    await credence.stop();
    credence = await startCredence({ DATABASE_URL: database.url, SECRET_KEY });
    expect((await signIn(credence, 'ada@example.com', PASSWORD)).status).toBe(200);
  });
});

/** Creates the schema of the queue as release 0.1.0 did. */
async function createQueue(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await runMigrations(client, 'jobs');
  } finally {
    await client.end();
  }
}
