import pg from 'pg';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createSignedInAccount } from '../support/clients/accounts.js';
import type { SignedInAccount } from '../support/clients/accounts.js';
import { readMetric } from '../support/clients/admin-api.js';
import { waitFor } from '../support/clients/wait-for.js';
import { SECRET_KEY, SERVICE_TOKEN, startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

const SILENCE_MS = 2000;

let database: TestDatabase;
let credence: Credence;
let ada: SignedInAccount;
/** Holds a lock on the events, so that nobody can read them, while the read models answer. */
let locker: pg.Client;

beforeAll(async () => {
  database = await usePostgres();
  credence = await startCredence({
    DATABASE_URL: database.url,
    SECRET_KEY,
    REVOCATION_MAX_SILENCE: '2s',
    LOG_LEVEL: 'error',
  });
  ada = await createSignedInAccount(credence);
  locker = new pg.Client({ connectionString: database.url });
  await locker.connect();
});

afterAll(async () => {
  await locker.end();
  await credence.stop();
  await database.dispose();
});

async function newApiKey(): Promise<string> {
  const body = { name: 'billing', scopes: ['users:read'] };
  const answer = await credence.call('POST', '/v1/api-keys', { token: SERVICE_TOKEN, body });
  return (answer.body as unknown as { key: string }).key;
}

const sessionsOf = (token: string) => credence.call('GET', '/auth/sessions', { token });
const users = (token: string) => credence.call('GET', '/v1/users', { token });
const readiness = () => credence.call('GET', '/health/ready');

test('a process that has not heard of the log for too long refuses credentials that may be revoked (TOK-8)', async () => {
  const apiKey = await newApiKey();
  expect((await sessionsOf(ada.token)).status).toBe(200);
  expect((await users(apiKey)).status).toBe(200);
  expect(await readMetric(credence, 'credence_revocation_silence_seconds')).toBeLessThan(SILENCE_MS / 1000);

  await locker.query('begin; lock table credence_log.events in access exclusive mode');
  const silentSince = Date.now();
  const refused = await waitFor('an access token is refused', async () => {
    const answer = await sessionsOf(ada.token);
    return answer.status === 503 ? answer : undefined;
  });
  expect(Date.now() - silentSince).toBeGreaterThan(SILENCE_MS - 500);
  expect([refused.body.code, refused.headers.get('Retry-After')]).toEqual(['unavailable', '2']);
  expect(await users(apiKey)).toMatchObject({ status: 503, body: { code: 'unavailable' } });
  expect((await users(SERVICE_TOKEN)).status).toBe(200);
  expect((await sessionsOf(`${ada.token}x`)).status).toBe(401);
  expect(await readiness()).toMatchObject({ status: 503, body: { checks: { readers: 'failing' } } });

  await locker.query('commit');
  await waitFor('the access token is accepted again', async () => {
    return (await sessionsOf(ada.token)).status === 200 ? true : undefined;
  });
  expect((await users(apiKey)).status).toBe(200);
  await waitFor('readiness recovers', async () => ((await readiness()).status === 200 ? true : undefined));
});

test('a process that slept for too long refuses credentials until it has read the log (TOK-8)', async () => {
  await locker.query('begin; lock table credence_log.events in access exclusive mode');
  credence.process.kill('SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, SILENCE_MS + 500));
  credence.process.kill('SIGCONT');
  expect((await sessionsOf(ada.token)).status).toBe(503);
  await locker.query('commit');
  await waitFor('the access token is accepted again', async () => {
    return (await sessionsOf(ada.token)).status === 200 ? true : undefined;
  });
});
