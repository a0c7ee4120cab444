import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runMigrations } from '../../src/runtime/postgres/migrations.js';
import { signUp } from '../support/clients/accounts.js';
import { listAll } from '../support/clients/admin-api.js';
import { openMailbox } from '../support/clients/mailbox.js';
import type { Mailbox } from '../support/clients/mailbox.js';
import { waitFor } from '../support/clients/wait-for.js';
import { openFaultProxy } from '../support/hostile/fault-proxy.js';
import { SECRET_KEY, startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { databaseAt } from '../support/stores/database-at.js';
import { ask } from '../support/stores/log-rows.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

/** The promised time of a takeover. */
const TAKEOVER_MS = 5_000;
const ROUNDS = 5;

let database: TestDatabase;

beforeAll(async () => {
  database = await usePostgres();
});
afterAll(() => database.dispose());

describe('a process that is paused (SIGSTOP)', () => {
  let mailbox: Mailbox;
  let paused: Credence;
  let other: Credence;

  beforeAll(async () => {
    mailbox = await openMailbox();
    const environment = {
      DATABASE_URL: database.url,
      SECRET_KEY,
      SMTP_URL: mailbox.url,
      // Long enough to pause a process in the middle of a sign-up.
      BCRYPT_ROUNDS: '13',
    };
    paused = await startCredence(environment);
    other = await startCredence({ ...environment, PUBLIC_URL: paused.url });
  });
  afterAll(async () => {
    await Promise.all([paused.stop(), other.stop()]);
    await mailbox.stop();
  });

  test('others take over its readers, its jobs and its idempotency keys within 5 s (EVT-15)', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const key = { 'Idempotency-Key': randomUUID() };
      const body = { email: `${randomUUID()}@example.com`, username: 'ada', password: 'a staple of horses' };
      const lost = paused.call('POST', '/auth/signup', { body, headers: key }).catch(() => null);
      await waitFor('the sign-up is in progress', async () => {
        const [row] = await ask(
          database.url,
          'select count(*)::int as count from credence_requests.idempotency_keys where answer is null',
        );
        return row?.['count'] === 1;
      });
      paused.process.kill('SIGSTOP');
      try {
        await waitFor(
          'the sign-up succeeds elsewhere',
          async () =>
            (await other.call('POST', '/auth/signup', { body, headers: key })).status === 201
              ? true
              : undefined,
          TAKEOVER_MS,
        );
        await waitFor(
          'the account is in the read model',
          async () => (await listAll(other, '/v1/users')).some(({ email }) => email === body.email),
          TAKEOVER_MS,
        );
        await waitFor('the mail is sent', () => mailbox.mailsTo(body.email).length > 0, TAKEOVER_MS);
      } finally {
        paused.process.kill('SIGCONT');
      }
      await lost;
      expect(mailbox.mailsTo(body.email)).toHaveLength(1);
    }
    // The last paused process goes on afterwards.
    expect((await signUp(paused)).status).toBe(201);
  });
});

test('a process that is cut off during a migration does not keep others from it (EVT-15)', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'credence-migrations-'));
  await writeFile(join(folder, '001_slow.sql'), 'create table slow (id int); select pg_sleep(0.5);');
  const url = pathToFileURL(`${folder}/`);
  const proxy = await openFaultProxy(database.url);
  const cutOff = runMigrations(databaseAt(proxy.url), url, 'cut_off').catch(() => 'failed');
  await waitFor('the migration runs', async () => {
    const rows = await ask(database.url, `select from pg_locks where locktype = 'advisory' and granted`);
    return rows.length > 0;
  });
  proxy.freeze();
  const frozenAt = performance.now();
  await runMigrations(databaseAt(database.url), url, 'cut_off');
  expect(performance.now() - frozenAt).toBeLessThan(TAKEOVER_MS + 500);
  expect(await ask(database.url, 'select name from cut_off.migrations')).toEqual([{ name: '001_slow' }]);
  await proxy.stop();
  expect(await cutOff).toBe('failed');
  await rm(folder, { recursive: true });
});
