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

interface ListedKey extends Key {
  readonly created_by: string;
  readonly revoked_at: string | null;
}

async function request(
  method: string,
  path: string,
  call: { body?: unknown; token?: string; by?: Credence } = {},
) {
  const { by = credence, token = SERVICE_TOKEN, body } = call;
  return await by.call(method, `/v1/api-keys${path}`, { token, ...(body !== undefined && { body }) });
}

const keyOf = ({ body }: Answer) => body as unknown as Key;

async function createKey(scopes: readonly string[], token = SERVICE_TOKEN): Promise<Key> {
  const answer = await request('POST', '', { body: { name: 'billing', scopes }, token });
  expect(answer.status).toBe(201);
  return keyOf(answer);
}

async function listUsers(token: string, by = credence): Promise<number> {
  return (await by.call('GET', '/v1/users', { token })).status;
}

describe('an API key', () => {
  test('an API key grants access by its scopes alone, in every process (ADM-5)', async () => {
    const { key, prefix } = await createKey(['users:read']);
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

  test('events name the API key that caused them (ADM-5)', async () => {
    const { id, key } = await createKey(['users:write', 'events:read']);
    const { userId } = await createVerifiedAccount(credence);
    await credence.call('POST', `/v1/users/${userId}/deactivate`, { token: key, body: { reason: 'asked' } });
    expect(await listEventTypes(credence, userId)).toContain('UserDeactivated');
    const [event] = (await listAll(credence, `/v1/users/${userId}/events`)).filter(
      ({ type }) => type === 'UserDeactivated',
    );
    expect(event).toMatchObject({ actor: `api_key:${id}` });
  });

  test('an API key is shown once and stored only as a hash (ADM-5)', async () => {
    const { id, key, ...rest } = await createKey(['users:read']);
    const read = await request('GET', `/${id}`);
    expect(read.body).toEqual({ id, ...rest });
    expect(JSON.stringify((await request('GET', '')).body)).not.toContain(key);
    const values = await stores.dump();
    const secrets = [...encodingsOf(key), ...encodingsOf(key.slice(-43))];
    expect(values.filter(({ text }) => secrets.some((secret) => text.includes(secret)))).toEqual([]);
    expect(values.some(({ text }) => text.includes(id))).toBe(true);
  });

  test('a repeated creation with an Idempotency-Key returns the same API key (ADM-5)', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const body = { name: 'billing', scopes: ['users:read'] };
    const send = async () =>
      await credence.call('POST', '/v1/api-keys', { token: SERVICE_TOKEN, body, headers });
    expect((await send()).body).toEqual((await send()).body);
  });

  test('an API key shows when it was last used (ADM-5)', async () => {
    const { id, key, last_used_at: unused } = await createKey(['users:read']);
    expect(unused).toBeNull();
    await listUsers(key);
    const { last_used_at: used } = await waitFor('the use is recorded', async () => {
      const found = keyOf(await request('GET', `/${id}`));
      return found.last_used_at !== null && found;
    });
    expect(Math.abs(Date.now() - Date.parse(String(used)))).toBeLessThan(60_000);
  });

  test('after a rotation, the old API key works until the overlap ends (ADM-5)', async () => {
    const before = await createKey(['users:read']);
    const rotate = { body: { overlap_seconds: 3 } };
    const after = keyOf(await request('POST', `/${before.id}/rotate`, rotate));
    expect([after.id, after.key === before.key]).toEqual([before.id, false]);
    expect([await listUsers(before.key), await listUsers(after.key)]).toEqual([200, 200]);
    await sleep(3000);
    expect([await listUsers(before.key), await listUsers(after.key)]).toEqual([401, 200]);
    const withoutOverlap = keyOf(
      await request('POST', `/${before.id}/rotate`, { body: { overlap_seconds: 0 } }),
    );
    expect([await listUsers(after.key), await listUsers(withoutOverlap.key)]).toEqual([401, 200]);
  });

  test('a revocation takes effect at once in its process and within two seconds in others (ADM-5)', async () => {
    const { id, key } = await createKey(['users:read']);
    expect(await listUsers(key, other)).toBe(200);
    expect((await request('DELETE', `/${id}`)).status).toBe(200);
    expect(await listUsers(key)).toBe(401);
    await waitFor('the other process refuses', async () => (await listUsers(key, other)) === 401, 2000);
    expect((await request('DELETE', `/${id}`)).status).toBe(200);
    expect(refusal(await request('POST', `/${id}/rotate`, { body: {} }))).toEqual([404, 'unknown_api_key']);
  });

  test('a consumer that waits gets no event after the revocation of its API key', async () => {
    const { userId } = await createVerifiedAccount(credence);
    const { id, key } = await createKey(['events:read']);
    const feed = `/v1/events?type=UserDeactivated&subject=${userId}`;
    const { next } = (await credence.call('GET', feed, { token: SERVICE_TOKEN })).body as unknown as {
      next: string;
    };
    const waiting = credence.call('GET', `${feed}&after=${next}&wait=30`, { token: key });
    // The request is authorized once its use is recorded.
    await waitFor(
      'the use is recorded',
      async () => keyOf(await request('GET', `/${id}`)).last_used_at !== null,
    );
    await request('DELETE', `/${id}`);
    await credence.call('POST', `/v1/users/${userId}/deactivate`, { token: SERVICE_TOKEN });
    expect(refusal(await waiting)).toEqual([401, 'unauthenticated']);
  });

  test('the list of API keys has pages in the order of creation (ADM-5)', async () => {
    const created = [await createKey(['users:read']), await createKey(['users:read'])].map(({ id }) => id);
    const { body } = await request('GET', '?limit=1');
    expect(body.items).toHaveLength(1);
    const listed = (await listAll(credence, '/v1/api-keys')).map(({ id }) => id);
    expect(listed.slice(-2)).toEqual(created);
  });

  test.each([
    ['with changed characters', (key: string) => `${key.slice(0, -2)}AA`],
    ['without its last character', (key: string) => key.slice(0, -1)],
    ['with another prefix', (key: string) => key.replace('crd_', 'crx_')],
    ['with an unknown id', () => `crd_${Buffer.alloc(48, 7).toString('base64url')}`],
    ['with an invalid id', () => `crd_${Buffer.alloc(48).toString('base64url')}`],
  ])('an API key %s is refused (ADM-5)', async (_, change) => {
    const { key } = await createKey(['users:read']);
    expect(await listUsers(change(key))).toBe(401);
  });
});

describe('an API key with the scope api_keys:write', () => {
  test('it creates, rotates and revokes no API key with scopes that it lacks (ADM-4)', async () => {
    const { key } = await createKey(['api_keys:write', 'users:read']);
    await createKey(['users:read'], key);
    const more = { body: { name: 'more', scopes: ['users:write'] }, token: key };
    expect(refusal(await request('POST', '', more))).toEqual([403, 'insufficient_scope']);
    const stronger = await createKey(['users:write']);
    const rotated = await request('POST', `/${stronger.id}/rotate`, { body: {}, token: key });
    expect(refusal(rotated)).toEqual([403, 'insufficient_scope']);
    expect(refusal(await request('DELETE', `/${stronger.id}`, { token: key }))).toEqual([
      403,
      'insufficient_scope',
    ]);
    expect(refusal(await request('GET', '', { token: key }))).toEqual([403, 'insufficient_scope']);
  });
});

describe('an API key that was created by another', () => {
  async function family() {
    const maker = await createKey(['api_keys:write', 'users:read']);
    const child = await createKey(['api_keys:write', 'users:read'], maker.key);
    const grandchild = await createKey(['users:read'], child.key);
    return { maker, child, grandchild };
  }
  const read = async ({ id }: Key) => (await request('GET', `/${id}`)).body as unknown as ListedKey;

  test('it names its maker, and survives the revocation of that key alone (ADM-5)', async () => {
    const { maker, child, grandchild } = await family();
    const makers = await Promise.all([maker, child, grandchild].map(read));
    expect(makers.map(({ created_by: by }) => by)).toEqual([
      'service',
      `api_key:${maker.id}`,
      `api_key:${child.id}`,
    ]);
    await request('DELETE', `/${maker.id}`);
    expect([await listUsers(maker.key), await listUsers(child.key)]).toEqual([401, 200]);
    expect(await read(child)).toMatchObject({ revoked_at: null });
  });

  test('it is revoked with its maker and every descendant, in every process (ADM-5)', async () => {
    const { maker, child, grandchild } = await family();
    expect(await listUsers(grandchild.key, other)).toBe(200);
    const { status, body } = await request('DELETE', `/${maker.id}?descendants=true`);
    expect(status).toBe(200);
    const keys = [maker, child, grandchild];
    expect(await Promise.all(keys.map(({ key }) => listUsers(key)))).toEqual([401, 401, 401]);
    await waitFor('the other process refuses', async () => (await listUsers(grandchild.key, other)) === 401);
    const { revoked_at: revokedAt } = body as unknown as ListedKey;
    const states = await Promise.all(keys.map(read));
    expect(states.map((state) => state.revoked_at)).toEqual(Array(3).fill(revokedAt));
    const listed = (await listAll(credence, '/v1/api-keys')) as unknown as ListedKey[];
    expect(listed.slice(-3).map((state) => state.revoked_at)).toEqual(Array(3).fill(revokedAt));
    const rotated = await request('POST', `/${grandchild.id}/rotate`, { body: {} });
    expect(refusal(rotated)).toEqual([404, 'unknown_api_key']);
  });

  test('it is revoked later too, after its maker was revoked alone (ADM-5)', async () => {
    const { maker, child } = await family();
    await request('DELETE', `/${maker.id}`);
    await request('DELETE', `/${maker.id}?descendants=true`);
    expect(await listUsers(child.key)).toBe(401);
    const invalid = await request('DELETE', `/${maker.id}?descendants=all`);
    expect(refusal(invalid)).toEqual([422, 'invalid_input']);
  });
});

describe('an API key that expires', () => {
  const inDays = (days: number) => Date.now() + days * 86_400_000;
  const expiryOf = ({ expires_at: expires }: Key) => Date.parse(expires);

  async function maker(): Promise<Key> {
    const body = { name: 'maker', scopes: ['api_keys:write', 'users:read'], expires_in_days: 2 };
    return keyOf(await request('POST', '', { body }));
  }

  test('it makes no API key that outlives it (ADM-4)', async () => {
    const own = await maker();
    const made = await createKey(['users:read'], own.key);
    expect(made.expires_at).toBe(own.expires_at);
    const brief = { body: { name: 'brief', scopes: ['users:read'], expires_in_days: 1 }, token: own.key };
    expect(expiryOf(keyOf(await request('POST', '', brief)))).toBeLessThan(inDays(1));
  });

  test('it renews no API key beyond its own expiry, nor itself, unlike the service token (ADM-4)', async () => {
    const own = await maker();
    const older = await createKey(['users:read']);
    const rotate = async ({ id }: Key, token?: string) =>
      keyOf(await request('POST', `/${id}/rotate`, { body: {}, ...(token !== undefined && { token }) }));
    expect((await rotate(older, own.key)).expires_at).toBe(own.expires_at);
    expect(expiryOf(await rotate(older))).toBeGreaterThan(inDays(89));
    expect((await rotate(own, own.key)).expires_at).toBe(own.expires_at);
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
])('an API key with the settings %j is refused as invalid input', async (body) => {
  expect(refusal(await request('POST', '', { body }))).toEqual([422, 'invalid_input']);
});

test('an unknown API key is refused with 404 by every endpoint', async () => {
  for (const [method, path] of [
    ['GET', ''],
    ['DELETE', ''],
    ['POST', '/rotate'],
  ] as const) {
    expect(refusal(await request(method, `/${randomUUID()}${path}`))).toEqual([404, 'unknown_api_key']);
  }
});
