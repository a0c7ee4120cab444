import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSignedInAccount } from '../../support/clients/accounts.js';
import type { SignedInAccount } from '../../support/clients/accounts.js';
import { SECRET_KEY, SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';
import { refusal } from '../../support/clients/refusals.js';
import { listEventTypes } from '../../support/clients/admin-api.js';

let stores: TestStores;
let credence: Credence;
let ada: SignedInAccount;
let initialUsers: readonly unknown[];

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence(stores.environment);
  initialUsers = (await credence.call('GET', '/v1/users', { token: SERVICE_TOKEN })).body.items;
  ada = await createSignedInAccount(credence);
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

const SERVICE_ENDPOINTS: [method: string, path: string][] = [
  ['GET', '/v1/users'],
  ['GET', '/v1/users/{id}'],
  ['GET', '/v1/users/{id}/events'],
  ['POST', '/v1/users/{id}/deactivate'],
  ['POST', '/v1/users/{id}/reactivate'],
  ['GET', '/v1/projections'],
];

describe.each(SERVICE_ENDPOINTS)('%s %s', (method, path) => {
  const request = async (headers: Record<string, string>) =>
    await credence.call(method, path.replace('{id}', ada.userId), {
      headers,
      ...(method === 'POST' && { body: {} }),
    });

  test('the endpoint requires the service token', async () => {
    expect((await request({})).status).toBe(401);
    for (const wrong of [
      `${SERVICE_TOKEN}x`,
      SERVICE_TOKEN.slice(1),
      SERVICE_TOKEN.toLowerCase(),
      SECRET_KEY,
      'x',
    ]) {
      expect((await request({ authorization: `Bearer ${wrong}` })).status).toBe(401);
    }
    expect((await request({ authorization: `Basic ${SERVICE_TOKEN}` })).status).toBe(401);
    expect((await request({ 'x-service-token': SERVICE_TOKEN })).status).toBe(401);
  });

  test('the endpoint refuses access tokens of users', async () => {
    expect(refusal(await request({ authorization: `Bearer ${ada.token}` }))).toEqual([403, 'forbidden']);
    expect((await listEventTypes(credence, ada.userId)).includes('UserDeactivated')).toBe(false);
  });
});

test('a new installation has no account (REG-9)', () => {
  expect(initialUsers).toEqual([]);
});

test('no endpoint for services accepts or returns a password (RST-14)', async () => {
  const document = (await (await fetch(`${credence.url}/openapi.json`)).json()) as { paths: object };
  const servicePaths = Object.entries(document.paths).filter(([path]) => path.startsWith('/v1/'));
  expect(servicePaths.length).toBeGreaterThan(5);
  expect(JSON.stringify(servicePaths)).not.toMatch(/"[a-z_]*password[a-z_]*":/);
});

test('the metrics require the service token (WEB-12)', async () => {
  const request = async (authorization?: string) =>
    (
      await fetch(
        `${credence.url}/metrics`,
        authorization === undefined ? {} : { headers: { authorization } },
      )
    ).status;
  expect(await request()).toBe(401);
  expect(await request(`Bearer ${SERVICE_TOKEN}x`)).toBe(401);
  expect(await request(`Bearer ${ada.token}`)).toBe(403);
  expect(await request(`Bearer ${SERVICE_TOKEN}`)).toBe(200);
});
