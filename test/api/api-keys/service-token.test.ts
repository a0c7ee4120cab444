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
let atFirst: readonly unknown[];

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence(stores.environment);
  atFirst = (await credence.call('GET', '/v1/users', { token: SERVICE_TOKEN })).body.items;
  ada = await createSignedInAccount(credence);
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

const FOR_SERVICES: [method: string, path: string][] = [
  ['GET', '/v1/users'],
  ['GET', '/v1/users/{id}'],
  ['GET', '/v1/users/{id}/events'],
  ['POST', '/v1/users/{id}/deactivate'],
  ['POST', '/v1/users/{id}/reactivate'],
  ['GET', '/v1/projections'],
];

describe.each(FOR_SERVICES)('%s %s', (method, path) => {
  const ask = async (headers: Record<string, string>) =>
    await credence.call(method, path.replace('{id}', ada.userId), {
      headers,
      ...(method === 'POST' && { body: {} }),
    });

  test('is for who has the service token', async () => {
    expect((await ask({})).status).toBe(401);
    for (const wrong of [
      `${SERVICE_TOKEN}x`,
      SERVICE_TOKEN.slice(1),
      SERVICE_TOKEN.toLowerCase(),
      SECRET_KEY,
      'x',
    ]) {
      expect((await ask({ authorization: `Bearer ${wrong}` })).status).toBe(401);
    }
    expect((await ask({ authorization: `Basic ${SERVICE_TOKEN}` })).status).toBe(401);
    expect((await ask({ 'x-service-token': SERVICE_TOKEN })).status).toBe(401);
  });

  test('is for no user', async () => {
    expect(refusal(await ask({ authorization: `Bearer ${ada.token}` }))).toEqual([403, 'forbidden']);
    expect((await listEventTypes(credence, ada.userId)).includes('UserDeactivated')).toBe(false);
  });
});

test('REG-9 a new installation has no account', () => {
  expect(atFirst).toEqual([]);
});

test('RST-14 no service can set or see a password', async () => {
  const document = (await (await fetch(`${credence.url}/openapi.json`)).json()) as { paths: object };
  const ofServices = Object.entries(document.paths).filter(([path]) => path.startsWith('/v1/'));
  expect(ofServices.length).toBeGreaterThan(5);
  expect(JSON.stringify(ofServices)).not.toMatch(/"[a-z_]*password[a-z_]*":/);
});

test('WEB-12 the metrics are for who has the service token', async () => {
  const ask = async (authorization?: string) =>
    (
      await fetch(
        `${credence.url}/metrics`,
        authorization === undefined ? {} : { headers: { authorization } },
      )
    ).status;
  expect(await ask()).toBe(401);
  expect(await ask(`Bearer ${SERVICE_TOKEN}x`)).toBe(401);
  expect(await ask(`Bearer ${ada.token}`)).toBe(403);
  expect(await ask(`Bearer ${SERVICE_TOKEN}`)).toBe(200);
});
