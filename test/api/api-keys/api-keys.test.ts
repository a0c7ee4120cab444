import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createVerifiedAccount } from '../../support/clients/accounts.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Answer, Credence } from '../../support/server/credence.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { refusal } from '../../support/clients/refusals.js';
import { listEventTypes, listAll } from '../../support/clients/admin-api.js';
import { encodingsOf } from '../../support/hostile/encodings.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

let stores: TestStores;
let credence: Credence;
let other: Credence;

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence(stores.environment);
  other = await startCredence({ ...stores.environment, PUBLIC_URL: credence.url }, { role: 'api' });
});

afterAll(async () => {
  await Promise.all([credence.stop(), other.stop()]);
  await stores.dispose();
});

interface Key {
  readonly id: string;
  readonly key: string;
  readonly prefix: string;
  readonly last_used_at: string | null;
  readonly expires_at: string;
}

async function ask(
  method: string,
  path: string,
  call: { body?: unknown; token?: string; by?: Credence } = {},
) {
  const { by = credence, token = SERVICE_TOKEN, body } = call;
  return await by.call(method, `/v1/api-keys${path}`, { token, ...(body !== undefined && { body }) });
}

const keyIn = ({ body }: Answer) => body as unknown as Key;

async function newKey(scopes: readonly string[], token = SERVICE_TOKEN): Promise<Key> {
  const answer = await ask('POST', '', { body: { name: 'billing', scopes }, token });
  expect(answer.status).toBe(201);
  return keyIn(answer);
}

async function listUsers(token: string, by = credence): Promise<number> {
  return (await by.call('GET', '/v1/users', { token })).status;
}

describe('ADM-5 an API key', () => {
  test('opens what its scopes say, in every process, and nothing else', async () => {
    const { key, prefix } = await newKey(['users:read']);
    expect(key).toMatch(/^crd_[\w-]{64}$/);
    expect(key.startsWith(prefix)).toBe(true);
    expect([await listUsers(key), await listUsers(key, other)]).toEqual([200, 200]);
    const { userId } = await createVerifiedAccount(credence);
    const deactivate = await credence.call('POST', `/v1/users/${userId}/deactivate`, { token: key });
    expect(refusal(deactivate)).toEqual([403, 'insufficient_scope']);
    expect(refusal(await credence.call('GET', '/auth/me', { token: key }))).toEqual([401, 'unauthenticated']);
    expect(
      (await fetch(`${credence.url}/metrics`, { headers: { authorization: `Bearer ${key}` } })).status,
    ).toBe(403);
  });

  test('is named by what it causes', async () => {
    const { id, key } = await newKey(['users:write', 'events:read']);
    const { userId } = await createVerifiedAccount(credence);
    await credence.call('POST', `/v1/users/${userId}/deactivate`, { token: key, body: { reason: 'asked' } });
    expect(await listEventTypes(credence, userId)).toContain('UserDeactivated');
    const [event] = (await listAll(credence, `/v1/users/${userId}/events`)).filter(
      ({ type }) => type === 'UserDeactivated',
    );
    expect(event).toMatchObject({ actor: `api_key:${id}` });
  });

  test('is shown once, and kept as a hash only', async () => {
    const { id, key, ...rest } = await newKey(['users:read']);
    const read = await ask('GET', `/${id}`);
    expect(read.body).toEqual({ id, ...rest });
    expect(JSON.stringify((await ask('GET', '')).body)).not.toContain(key);
    const values = await stores.dump();
    const secrets = [...encodingsOf(key), ...encodingsOf(key.slice(-43))];
    expect(values.filter(({ text }) => secrets.some((secret) => text.includes(secret)))).toEqual([]);
    expect(values.some(({ text }) => text.includes(id))).toBe(true);
  });

  test('is the same again for the same request, whose answer was lost', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const body = { name: 'billing', scopes: ['users:read'] };
    const send = async () =>
      await credence.call('POST', '/v1/api-keys', { token: SERVICE_TOKEN, body, headers });
    expect((await send()).body).toEqual((await send()).body);
  });

  test('tells when it was last used', async () => {
    const { id, key, last_used_at: unused } = await newKey(['users:read']);
    expect(unused).toBeNull();
    await listUsers(key);
    const { last_used_at: used } = await waitFor('its use is noted', async () => {
      const found = keyIn(await ask('GET', `/${id}`));
      return found.last_used_at !== null && found;
    });
    expect(Math.abs(Date.now() - Date.parse(String(used)))).toBeLessThan(60_000);
  });

  test('is rotated, and what it was counts until the end of the overlap', async () => {
    const before = await newKey(['users:read']);
    const rotate = { body: { overlap_seconds: 3 } };
    const after = keyIn(await ask('POST', `/${before.id}/rotate`, rotate));
    expect([after.id, after.key === before.key]).toEqual([before.id, false]);
    expect([await listUsers(before.key), await listUsers(after.key)]).toEqual([200, 200]);
    await sleep(3000);
    expect([await listUsers(before.key), await listUsers(after.key)]).toEqual([401, 200]);
    const atOnce = keyIn(await ask('POST', `/${before.id}/rotate`, { body: { overlap_seconds: 0 } }));
    expect([await listUsers(after.key), await listUsers(atOnce.key)]).toEqual([401, 200]);
  });

  test('is revoked at once here, and within a second elsewhere', async () => {
    const { id, key } = await newKey(['users:read']);
    expect(await listUsers(key, other)).toBe(200);
    expect((await ask('DELETE', `/${id}`)).status).toBe(200);
    expect(await listUsers(key)).toBe(401);
    await waitFor('the other process refuses', async () => (await listUsers(key, other)) === 401, 2000);
    expect((await ask('DELETE', `/${id}`)).status).toBe(200);
    expect(refusal(await ask('POST', `/${id}/rotate`, { body: {} }))).toEqual([404, 'unknown_api_key']);
  });

  test('is listed, page by page', async () => {
    const made = [await newKey(['users:read']), await newKey(['users:read'])].map(({ id }) => id);
    const { body } = await ask('GET', '?limit=1');
    expect(body.items).toHaveLength(1);
    const listed = (await listAll(credence, '/v1/api-keys')).map(({ id }) => id);
    expect(listed.slice(-2)).toEqual(made);
  });

  test.each([
    ['changed', (key: string) => `${key.slice(0, -2)}AA`],
    ['cut short', (key: string) => key.slice(0, -1)],
    ['with another beginning', (key: string) => key.replace('crd_', 'crx_')],
    ['of nobody', () => `crd_${Buffer.alloc(48, 7).toString('base64url')}`],
    ['of no id', () => `crd_${Buffer.alloc(48).toString('base64url')}`],
  ])('%s is none', async (_, change) => {
    const { key } = await newKey(['users:read']);
    expect(await listUsers(change(key))).toBe(401);
  });
});

describe('ADM-4 a key that makes keys', () => {
  test('makes, rotates and revokes none that may do more than itself', async () => {
    const { key } = await newKey(['api_keys:write', 'users:read']);
    await newKey(['users:read'], key);
    const more = { body: { name: 'more', scopes: ['users:write'] }, token: key };
    expect(refusal(await ask('POST', '', more))).toEqual([403, 'insufficient_scope']);
    const stronger = await newKey(['users:write']);
    const rotated = await ask('POST', `/${stronger.id}/rotate`, { body: {}, token: key });
    expect(refusal(rotated)).toEqual([403, 'insufficient_scope']);
    expect(refusal(await ask('DELETE', `/${stronger.id}`, { token: key }))).toEqual([
      403,
      'insufficient_scope',
    ]);
    expect(refusal(await ask('GET', '', { token: key }))).toEqual([403, 'insufficient_scope']);
  });
});

test.each([
  [{ name: 'x' }],
  [{ name: 'x', scopes: [] }],
  [{ name: 'x', scopes: ['everything'] }],
  [{ name: 'x', scopes: ['users:read', 'users:read'] }],
  [{ name: 'x', scopes: ['users:read'], expires_in_days: 0 }],
  [{ name: 'x', scopes: ['users:read'], expires_in_days: 367 }],
  [{ name: 'x', scopes: ['users:read'], key: 'mine' }],
])('a key with %j is refused field by field', async (body) => {
  expect(refusal(await ask('POST', '', { body }))).toEqual([422, 'invalid_input']);
});

test('a key that is not there is not found', async () => {
  for (const [method, path] of [
    ['GET', ''],
    ['DELETE', ''],
    ['POST', '/rotate'],
  ] as const) {
    expect(refusal(await ask(method, `/${randomUUID()}${path}`))).toEqual([404, 'unknown_api_key']);
  }
});
