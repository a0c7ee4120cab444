import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { apiKeyAt } from '../../src/domain/api-key/api-key.js';
import { keyring } from '../../src/domain/signing-key/keyring.js';
import { userStream } from '../../src/domain/user/user.js';
import { listAll, readMetric } from '../support/clients/admin-api.js';
import { createSignedInAccount, PASSWORD } from '../support/clients/accounts.js';
import { waitFor } from '../support/clients/wait-for.js';
import { openUserLog } from '../support/domain/user-log.js';
import type { UserLog } from '../support/domain/user-log.js';
import { aUserId } from '../support/domain/ids.js';
import { SECRET_KEY, SERVICE_TOKEN, startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

let database: TestDatabase;
let environment: Record<string, string>;
let credence: Credence;
let log: UserLog;

beforeAll(async () => {
  database = await usePostgres();
  environment = { DATABASE_URL: database.url, SECRET_KEY, LOG_LEVEL: 'fatal' };
  credence = await startCredence(environment);
  log = await openUserLog(database.url, { migrate: false });
});

afterAll(async () => {
  await log.close();
  await credence.stop();
  await database.dispose();
});

/** Appends an event of a newer release. */
async function appendNewer(stream: string): Promise<void> {
  const metadata = { version: '1', occurred_at: new Date().toISOString() };
  const events = [{ id: randomUUID(), type: 'HoroscopeRead', data: {}, metadata }];
  await log.store.append([{ stream, expected: 'exists', events }]);
}

describe('an event of a newer release', () => {
  test('in the stream of an account answers a code of its own, and administrators can deactivate the account (EVT-17)', async () => {
    const [ada, grace] = [await createSignedInAccount(credence), await createSignedInAccount(credence)];
    await appendNewer(userStream(aUserId(ada.userId)));

    const signIn = async (email: string) =>
      await credence.call('POST', '/auth/login', { body: { email, password: PASSWORD } });
    const refused = await signIn(ada.email);
    expect([refused.status, refused.body.code]).toEqual([500, 'unreadable_event']);
    expect((await signIn(grace.email)).status).toBe(200);

    const path = `/v1/users/${ada.userId}/deactivate`;
    expect((await credence.call('POST', path, { token: SERVICE_TOKEN, body: {} })).status).toBe(200);
    expect((await credence.call('GET', '/auth/me', { token: ada.token })).status).toBe(401);
  });

  test('every read of such an event is counted by its type (EVT-17)', async () => {
    const { userId, email } = await createSignedInAccount(credence);
    const count = async () =>
      (await readMetric(credence, 'credence_unreadable_events_total{type="HoroscopeRead"}')) ?? 0;
    const before = await count();
    await appendNewer(userStream(aUserId(userId)));
    await credence.call('POST', '/auth/login', { body: { email, password: PASSWORD } });
    expect(await count()).toBeGreaterThan(before);
  });

  test('in the stream of an organisation, whose policy is then unknown, refuses its tokens (ORG-17)', async () => {
    const { token } = await createSignedInAccount(credence);
    const body = { name: 'Engines' };
    const id = String((await credence.call('POST', '/auth/organizations', { token, body })).body.id);
    const grant = () => credence.call('POST', `/auth/organizations/${id}/token`, { token });
    expect((await grant()).status).toBe(200);
    await appendNewer(`organization-${id}`);
    await waitFor('the event is seen', async () => (await grant()).body.code === 'unreadable_event');
    const direct = await credence.call('GET', `/v1/organizations/${id}`, { token });
    expect([direct.status, direct.body.code]).toEqual([500, 'unreadable_event']);
  });

  test('in the stream of an API key refuses the key with its own code, until it is revoked (EVT-17)', async () => {
    const newKey = async () => {
      const body = { name: 'billing', scopes: ['users:read'] };
      const answer = await credence.call('POST', '/v1/api-keys', { token: SERVICE_TOKEN, body });
      return answer.body as unknown as { id: string; key: string };
    };
    const [broken, healthy] = [await newKey(), await newKey()];
    const use = async (token: string) => {
      const { status, body } = await credence.call('GET', '/v1/users', { token });
      return [status, body.code];
    };
    const isActive = async (token: string) => {
      const answer = await fetch(`${credence.url}/oauth2/introspect`, {
        method: 'POST',
        headers: { authorization: `Bearer ${SERVICE_TOKEN}` },
        body: new URLSearchParams({ token }),
      });
      return [answer.status, ((await answer.json()) as { active?: boolean }).active];
    };
    expect(await use(broken.key)).toEqual([200, undefined]);
    await appendNewer(apiKeyAt(broken.id).stream);
    await waitFor('the key is refused', async () => (await use(broken.key))[0] === 500);
    expect(await use(broken.key)).toEqual([500, 'unreadable_event']);
    expect(await use(healthy.key)).toEqual([200, undefined]);
    const rotation = await credence.call('POST', `/v1/api-keys/${broken.id}/rotate`, {
      token: SERVICE_TOKEN,
      body: {},
    });
    expect([rotation.status, rotation.body.code]).toEqual([500, 'unreadable_event']);

    const listed = await listAll(credence, '/v1/api-keys');
    expect(listed.map(({ id }) => id)).toEqual([broken.id, healthy.id]);

    const revoked = await credence.call('DELETE', `/v1/api-keys/${broken.id}`, { token: SERVICE_TOKEN });
    expect([revoked.status, (revoked.body as unknown as { revoked_at: string }).revoked_at]).toEqual([
      200,
      expect.any(String),
    ]);
    await waitFor('the key is rejected', async () => (await use(broken.key))[0] === 401);
    expect(await isActive(broken.key)).toEqual([200, false]);
    expect(await isActive(healthy.key)).toEqual([200, true]);
  });

  test('in the stream of the signing keys stops neither a start nor a rotation (EVT-17)', async () => {
    await appendNewer(keyring.stream);
    const rotated = await credence.call('POST', '/v1/signing-keys/rotate', { token: SERVICE_TOKEN });
    expect(rotated.status).toBe(200);

    const another = await startCredence(environment);
    try {
      const keys = async (process: Credence) =>
        (await process.call('GET', '/v1/signing-keys', { token: SERVICE_TOKEN })).body;
      expect(await keys(another)).toEqual(await keys(credence));
    } finally {
      await another.stop();
    }
  });
});
