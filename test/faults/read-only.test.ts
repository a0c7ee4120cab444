import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { waitForReaders } from '../support/clients/admin-api.js';
import { waitFor } from '../support/clients/wait-for.js';
import { SECRET_KEY, startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { ask } from '../support/stores/log-rows.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

const password = 'correct horse battery staple';

let database: TestDatabase;
let credence: Credence;

beforeAll(async () => {
  database = await usePostgres();
  credence = await startCredence({ DATABASE_URL: database.url, SECRET_KEY, LOG_LEVEL: 'error' });
});

afterAll(async () => {
  await credence.stop();
  await database.dispose();
});

/** Changes the setting of the database and cuts its connections, because it applies to new ones only. */
async function setReadOnly(value: 'on' | 'off'): Promise<void> {
  const name = new URL(database.url).pathname.slice(1);
  await ask(
    database.url,
    `begin read write; alter database ${name} set default_transaction_read_only = ${value}; commit`,
  );
  await ask(
    database.url,
    'select pg_terminate_backend(pid) from pg_stat_activity ' +
      'where datname = current_database() and pid <> pg_backend_pid()',
  );
}

const signUp = (email: string) =>
  credence.call('POST', '/auth/signup', { body: { email, username: 'ada', password } });
const readiness = () => credence.call('GET', '/health/ready');

describe('a read-only database (DEP-6)', () => {
  test('writes get 503 with Retry-After, readiness tells it, and nothing is parked (EVT-16)', async () => {
    expect((await signUp('before@example.com')).status).toBe(201);
    await waitForReaders(credence);
    await setReadOnly('on');
    await waitFor('readiness fails', async () => (await readiness()).status === 503);
    expect((await readiness()).body).toMatchObject({ checks: { database: 'failing', log: 'ok' } });

    const body = { email: 'before@example.com', password };
    for (const [path, call] of [
      ['/auth/signup', { body: { ...body, email: 'during@example.com', username: 'ada' } }],
      ['/auth/login', { body }],
      [
        '/auth/signup',
        { body: { ...body, username: 'ada' }, headers: { 'Idempotency-Key': 'a-key-of-a-client' } },
      ],
    ] as const) {
      const answer = await credence.call('POST', path, call);
      expect([path, answer.status, answer.body.code]).toEqual([path, 503, 'unavailable']);
      expect(answer.headers.get('Retry-After')).toBe('2');
    }
    expect((await credence.call('GET', '/health/live')).status).toBe(200);
    expect(await ask(database.url, 'select * from credence_read.parked_events')).toEqual([]);

    await setReadOnly('off');
    await waitFor('a sign-up succeeds', async () => (await signUp('after@example.com')).status === 201);
    expect(await credence.mails('after@example.com')).toHaveLength(1);
    await waitFor('readiness recovers', async () => (await readiness()).status === 200);
  });
});
