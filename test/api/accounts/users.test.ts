import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { createSignedInAccount, signUp, createVerifiedAccount } from '../../support/clients/accounts.js';
import type { SignedInAccount } from '../../support/clients/accounts.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';
import { refusal, comparableAnswer } from '../../support/clients/refusals.js';
import { listEventTypes, listAll } from '../../support/clients/admin-api.js';

let stores: TestStores;
let credence: Credence;
let ada: SignedInAccount;

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence(stores.environment);
  ada = await createSignedInAccount(credence);
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

const token = SERVICE_TOKEN;
const read = async (path: string) => await credence.call('GET', path, { token });
const write = async (path: string, headers: Record<string, string> = {}) =>
  await credence.call('POST', path, { token, headers, body: {} });

test('an account is readable as it was at a position or a time, with the changes since (PST-2)', async () => {
  const { userId, token: own } = await createSignedInAccount(credence);
  const feed = (await read('/v1/events?limit=1')).body as unknown as { readonly head: string };
  const before = feed.head;
  const body = { username: 'countess' };
  await credence.call('PATCH', '/auth/me', { token: own, body });
  const path = `/v1/users/${userId}`;
  expect((await read(`${path}?as_of=${before}`)).body).toMatchObject({ username: 'ada', position: before });
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  expect((await read(`${path}?as_of=${tomorrow}`)).body).toMatchObject({
    username: 'countess',
    erased: false,
  });
  expect((await read(`${path}/diff?from=${before}`)).body).toMatchObject({
    changes: [{ field: 'username', before: 'ada', after: 'countess', event: { type: 'ProfileUpdated' } }],
  });
  expect(refusal(await read(`${path}?as_of=yesterday`))).toEqual([400, 'invalid_position']);
  expect(refusal(await read(`${path}?as_of=2000-01-01T00:00:00Z`))).toEqual([404, 'unknown_user']);
});

describe('the erasure of an account', () => {
  test('its data is gone for services, and its history shows only the erasure (GDP-1, GDP-4, PST-2)', async () => {
    const { userId, email, token: own } = await createSignedInAccount(credence);
    const path = `/v1/users/${userId}`;
    const { head: before } = (await read('/v1/events?limit=1')).body as unknown as { readonly head: string };
    const erased = await credence.call('DELETE', path, { token, body: { reason: 'asked by phone' } });
    expect([erased.status, erased.body]).toEqual([202, { user_id: userId, status: 'erased', due_at: null }]);
    expect(refusal(await read(path))).toEqual([404, 'unknown_user']);
    expect((await credence.call('GET', '/auth/me', { token: own })).status).toBe(401);
    await waitFor('the erasure', async () => {
      const { body } = await read(`${path}?as_of=${before}`);
      return JSON.stringify(body).includes('"erased":true');
    });
    const events = await read(`${path}/events?limit=100`);
    expect(JSON.stringify(events.body)).toContain('UserErased');
    expect(JSON.stringify(events.body)).not.toContain(email);
    const notice = await read(`/v1/events?after=${before}&type=UserErased`);
    expect(notice.body).toMatchObject({ items: [{ type: 'com.credence.UserErased.v1', subject: userId }] });
    expect(refusal(await credence.call('DELETE', path, { token }))).toEqual([404, 'unknown_user']);
  });

  test('a complete erasure has a signed receipt with the number of removed things by store', async () => {
    const { userId } = await createSignedInAccount(credence);
    const path = `/v1/erasures/${userId}`;
    expect(refusal(await read(path))).toEqual([404, 'unknown_user']);
    await credence.call('DELETE', `/v1/users/${userId}`, { token });
    const erasure = await waitFor('the receipt', async () => {
      const { status, body } = await read(path);
      const found = body as unknown as { readonly receipt: string | null; readonly removed: object };
      return status === 200 && found.receipt !== null && found;
    });
    const keys = createRemoteJWKSet(new URL(`${credence.url}/.well-known/jwks.json`));
    const options = { issuer: credence.url, typ: 'erasure-receipt+jwt' };
    const { payload } = await jwtVerify(String(erasure.receipt), keys, options);
    expect(payload).toMatchObject({ sub: userId, removed: erasure.removed });
    expect(erasure.removed).toMatchObject({ keys: 1, claims: 1 });
    expect((await credence.call('GET', '/auth/me', { token: String(erasure.receipt) })).status).toBe(401);
  });

  test('its owner erases it, and the address registers again with another id (GDP-5)', async () => {
    const account = await createSignedInAccount(credence);
    const erased = await credence.call('DELETE', '/auth/me', { token: account.token });
    expect(erased.status).toBe(202);
    const again = await waitFor('the address to be free', async () => {
      const answer = await signUp(credence, { email: account.email });
      return answer.status === 201 && answer;
    });
    expect(again.body.user_id).not.toBe(account.userId);
  });
});

describe('the acting account', () => {
  test('no field, header or query parameter selects another account than that of the token (ADM-1)', async () => {
    const grace = await createVerifiedAccount(credence);
    const headers = { 'x-user-id': grace.userId, 'x-forwarded-user': grace.email };
    const me = await credence.call('GET', `/auth/me?user_id=${grace.userId}`, { token: ada.token, headers });
    expect(me.body.user_id).toBe(ada.userId);
    for (const field of ['user_id', 'userId', 'id', 'email']) {
      const body = { username: 'taken over', [field]: grace.userId };
      expect((await credence.call('PATCH', '/auth/me', { token: ada.token, body })).status).toBe(422);
    }
    expect((await read(`/v1/users/${grace.userId}`)).body.username).toBe('ada');
  });

  test('the service token is refused by endpoints for users (ADM-1)', async () => {
    expect((await credence.call('GET', '/auth/me', { token })).status).toBe(401);
  });
});

test('every endpoint refuses an unknown user id in the same way (ADM-2)', async () => {
  const path = `/v1/users/${randomUUID()}`;
  const answers = [
    await read(path),
    await read(`${path}/events`),
    await read(`${path}?as_of=2026-01-01T00:00:00Z`),
    await read(`${path}/diff`),
    await write(`${path}/deactivate`),
    await write(`${path}/reactivate`),
  ];
  for (const answer of answers) expect(refusal(answer)).toEqual([404, 'unknown_user']);
});

test('an id in capital letters names the same account on every endpoint (ADM-9)', async () => {
  const grace = await createVerifiedAccount(credence);
  const path = `/v1/users/${grace.userId.toUpperCase()}`;
  for (const answer of [
    await read(path),
    await read(`${path}/events`),
    await read(`${path}/sessions`),
    await write(`${path}/deactivate`),
    await write(`${path}/reactivate`),
  ])
    expect(answer.status).toBe(200);
  expect((await read(path)).body.user_id).toBe(grace.userId);
});

test.each([
  '1',
  '..%2f..%2fetc%2fpasswd',
  '%2e%2e%2f',
  `${'0'.repeat(8)};drop`,
  'null',
  "'%20or%201=1",
  '%00',
  '0'.repeat(5000),
  '*',
])('the malformed user id %s is refused (ADM-9)', async (id) => {
  for (const path of [`/v1/users/${id}`, `/v1/users/${id}/events`]) {
    expect([404, 422]).toContain((await read(path)).status);
  }
  expect([404, 422]).toContain((await write(`/v1/users/${id}/deactivate`)).status);
});

describe('the list of users', () => {
  test('the pages contain each user once, in the order of registration (ADM-8)', async () => {
    for (let n = 0; n < 3; n += 1) await signUp(credence);
    const ids: unknown[] = [];
    let cursor = '';
    do {
      const { body } = await read(`/v1/users?limit=2${cursor}`);
      expect(body.items.length).toBeLessThanOrEqual(2);
      ids.push(...body.items.map(({ id }) => id));
      cursor = body.next_cursor === null ? '' : `&cursor=${body.next_cursor}`;
    } while (cursor !== '');
    expect(ids).toEqual((await listAll(credence, '/v1/users')).map(({ id }) => id));
    expect(ids).toEqual([...ids].sort((a, b) => Number(a) - Number(b)));
    expect(new Set(ids).size).toBe(ids.length);
  });

  const cursorOf = (key: unknown) => Buffer.from(JSON.stringify(key)).toString('base64url');
  test.each([
    'x',
    '-1',
    "';drop table users",
    cursorOf('1 or 1=1'),
    cursorOf(-1),
    cursorOf(1.5),
    cursorOf(2 ** 60),
    cursorOf(null),
    cursorOf([1]),
    cursorOf({ $gt: 0 }),
  ])('the invalid cursor %s is refused (ADM-8)', async (cursor) => {
    expect(refusal(await read(`/v1/users?cursor=${encodeURIComponent(cursor)}`))).toEqual([
      400,
      'invalid_cursor',
    ]);
  });

  test.each([cursorOf(1), cursorOf("' or 1=1"), cursorOf('\u0000'), cursorOf(''), cursorOf('a'.repeat(65))])(
    'the invalid cursor %s of a list of events is refused (ADM-8)',
    async (cursor) => {
      const answer = await read(`/v1/users/${ada.userId}/events?cursor=${cursor}`);
      expect(refusal(answer)).toEqual([400, 'invalid_cursor']);
    },
  );

  test('the filters select users by address and by status, and refuse other values (ADM-8)', async () => {
    const { body: byEmail } = await read(`/v1/users?email=${encodeURIComponent(ada.email.toUpperCase())}`);
    expect(byEmail.items.map(({ user_id: id }) => id)).toEqual([ada.userId]);
    const { body: unverified } = await read('/v1/users?status=unverified');
    expect(unverified.items.length).toBeGreaterThan(0);
    for (const item of unverified.items) expect(item['is_verified']).toBe(false);
    for (const query of [
      'status=admin',
      'email=a&email=b',
      'limit=0',
      'limit=201',
      'order=id',
      'email=%27%00',
    ]) {
      expect((await read(`/v1/users?${query}`)).status).toBe(422);
    }
    expect((await read(`/v1/users?email=${encodeURIComponent("' or 1=1 --")}`)).body.items).toEqual([]);
  });
});

describe('If-Match', () => {
  test('one of several concurrent changes of a revision succeeds, and the others append no event (ADM-12)', async () => {
    const { token: userToken, userId } = await createSignedInAccount(credence);
    const { headers } = await credence.call('GET', '/auth/me', { token: userToken });
    const tag = headers.get('etag') ?? '';
    expect(tag).toMatch(/^"\d+"$/);
    const rename = async (username: string) =>
      await credence.call('PATCH', '/auth/me', {
        token: userToken,
        body: { username },
        headers: { 'if-match': tag },
      });
    const answers = await Promise.all(['one', 'two', 'three'].map(rename));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 412, 412]);
    const stale = await write(`/v1/users/${userId}/deactivate`, { 'if-match': tag });
    expect(refusal(stale)).toEqual([412, 'precondition_failed']);
    const history = await listEventTypes(credence, userId);
    expect(history.filter((type) => type === 'ProfileUpdated')).toHaveLength(1);
    expect(history).not.toContain('UserDeactivated');
  });

  test('a change with the current ETag succeeds, and its answer has the next ETag (ADM-12)', async () => {
    const { userId } = await createVerifiedAccount(credence);
    const etag = (await read(`/v1/users/${userId}`)).headers.get('etag') ?? '';
    const answer = await write(`/v1/users/${userId}/deactivate`, { 'if-match': etag });
    expect([answer.status, answer.body.is_active]).toEqual([200, false]);
    expect(answer.headers.get('etag')).not.toBe(etag);
    expect((await read(`/v1/users/${userId}`)).headers.get('etag')).toBe(answer.headers.get('etag'));
  });

  test.each(['"999"', 'W/"1"', '1', '""', '"-1"', '"1", "2"', 'x'])(
    'the If-Match header %s is refused (ADM-12)',
    async (tag) => {
      const answer = await write(`/v1/users/${ada.userId}/deactivate`, { 'if-match': tag });
      expect(refusal(answer)).toEqual([412, 'precondition_failed']);
    },
  );
});

test('an update with the current values appends no event (ADM-7)', async () => {
  const { token: userToken, userId } = await createSignedInAccount(credence);
  const { body } = await credence.call('GET', '/auth/me', { token: userToken });
  const before = await listEventTypes(credence, userId);
  const answer = await credence.call('PATCH', '/auth/me', {
    token: userToken,
    body: { username: body.username },
  });
  expect(comparableAnswer(answer)).toMatchObject({ status: 200, body });
  expect(await listEventTypes(credence, userId)).toEqual(before);
});
