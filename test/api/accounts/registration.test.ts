import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { START } from '../../../src/eventstore/port.js';
import { newEmail, PASSWORD, signUp } from '../../support/clients/accounts.js';
import { startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';
import { refusal } from '../../support/clients/refusals.js';
import { listEventTypes } from '../../support/clients/admin-api.js';

let stores: TestStores;
let credence: Credence;

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence(stores.environment);
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

async function post(body: unknown, headers: Record<string, string> = {}) {
  return await credence.call('POST', '/auth/signup', { body, headers });
}

/** How many registrations the log holds. */
async function registrations(): Promise<number> {
  const log = stores.openLog();
  const events = await log.readAll({ after: START, limit: 10_000 });
  await log.stop();
  return events.filter(({ type }) => type === 'UserRegistered').length;
}

test('REG-2 a registration hands out nothing that gets anybody in', async () => {
  const { status, body } = await signUp(credence);
  expect(status).toBe(201);
  expect(Object.keys(body).sort()).toEqual([
    'email',
    'id',
    'is_active',
    'is_verified',
    'user_id',
    'username',
  ]);
});

describe('a password', () => {
  test.each([
    ['of 8 code points', 'tr4k-wöq'],
    ['of 8 emoji', '🦊🐢🦉🐙🦀🐝🦋🐞'],
    ['of 64 emoji', '🦊'.repeat(64)],
    ['of 256 code points', 'vq'.repeat(128)],
  ])('REG-3 %s is long enough, and not too long', async (_name, password) => {
    expect((await signUp(credence, { password })).status).toBe(201);
  });

  test.each([
    ['of 7 code points', 'tr4k-wq', 'too_short'],
    ['of 7 emoji, which are 14 units and 28 bytes', '🦊🐢🦉🐙🦀🐝🦋', 'too_short'],
    ['of 257 code points', `${'vq'.repeat(128)}x`, 'too_long'],
    ['that is empty', '', 'too_short'],
  ])('REG-3 %s is refused with the reason', async (_name, password, reason) => {
    const answer = await signUp(credence, { password });
    expect(refusal(answer)).toEqual([422, 'weak_password']);
    expect(answer.body.errors).toEqual([{ pointer: '/password', code: reason, detail: expect.any(String) }]);
  });

  test.each([
    'aaaaaaaa-unlisted-aaaaaaaa',
    'only letters and spaces',
    '正しい馬の電池ホチキス',
    '83920175648302',
  ])('REG-4 "%s" needs no other kinds of characters', async (password) => {
    expect((await signUp(credence, { password })).status).toBe(201);
  });

  test.each([
    ['is on the lists', 'password123', 'common'],
    ['is on the lists in other letters', 'PassWord123', 'common'],
    ['is the name of the service', 'Credence', 'resembles_account'],
    ['is the username', 'ada lovelace', 'resembles_account'],
    ['is the address', 'countess@example.com', 'resembles_account'],
    ['is the local part of the address', 'countess', 'resembles_account'],
  ])('REG-5 that %s is refused with the reason', async (_name, password, reason) => {
    const answer = await post({ email: 'countess@example.com', username: 'Ada Lovelace', password });
    expect(refusal(answer)).toEqual([422, 'weak_password']);
    expect(answer.body.errors.map(({ code }) => code)).toEqual([reason]);
  });

  test('REG-5 that only holds a listed word is taken', async () => {
    expect((await signUp(credence, { password: 'my password123 and a goat' })).status).toBe(201);
  });
});

describe('REG-7 an address', () => {
  test('is trimmed, with its domain in lower case, and keeps its local part as typed', async () => {
    const { body } = await signUp(credence, { email: '  Grace.Hopper@EXAMPLE.Com ' });
    expect(body.email).toBe('Grace.Hopper@example.com');
    const again = await signUp(credence, { email: 'grace.hopper@example.com' });
    expect(refusal(again)).toEqual([409, 'email_taken']);
  });

  test.each([
    ['ß and ss', 'strauß@example.com', 'strauss@example.com'],
    ['a dotless i', 'lovelacı@example.com', 'lovelaci@example.com'],
    ['a tag', 'tag@example.com', 'tag+1@example.com'],
  ])('with %s is another one', async (_name, one, other) => {
    expect((await signUp(credence, { email: one })).status).toBe(201);
    expect((await signUp(credence, { email: other })).status).toBe(201);
  });

  test('in composed and decomposed letters is the same one, or none', async () => {
    const composed = 'zo\u00eb.nfc@example.com';
    expect((await signUp(credence, { email: composed })).status).toBe(201);
    expect([409, 422]).toContain((await signUp(credence, { email: composed.normalize('NFD') })).status);
  });

  test.each([
    'mar\u212a@example.com',
    'ada\uff20example.com',
    'ada@\uff45xample.com',
    'ﬁ@example.com',
    '"ada"@example.com',
    'ada@example.com,eve@example.com',
    'ada@[127.0.0.1]',
    'ada@localhost',
    'ada@example..com',
    'ada',
    '@example.com',
    `${'a'.repeat(65)}@example.com`,
  ])('like %s is refused', async (email) => {
    const answer = await signUp(credence, { email });
    expect(refusal(answer)).toEqual([422, 'invalid_input']);
    expect(answer.body.errors.map(({ pointer }) => pointer)).toEqual(['/email']);
  });
});

test.each(['is_admin', 'role', 'is_verified', 'tenant_id', 'user_id', 'id', '__proto__'])(
  'REG-8 the field %s is refused, and nothing is registered',
  async (field) => {
    const before = await registrations();
    const body = `{"email":"${newEmail()}","username":"ada","password":"${PASSWORD}","${field}":{"x":1}}`;
    const answer = await post(body);
    expect(refusal(answer)).toEqual([422, 'invalid_input']);
    expect(answer.body.errors.map(({ pointer }) => pointer)).toEqual([`/${field}`]);
    expect(await registrations()).toBe(before);
  },
);

describe.each(['email', 'username', 'password'])('REG-10 the field %s', (field) => {
  test.each(['\\u0000', '\\ud800', '\\udc00\\ud800', '\\u0007', '\\u001b[31m', '\\r\\nBcc: eve@example.com'])(
    'with %s is refused',
    async (hostile) => {
      const good = { email: newEmail(), username: 'ada', password: PASSWORD };
      const answer = await post(
        JSON.stringify({ ...good, [field]: `${PASSWORD}HOSTILE` }).replace('HOSTILE', hostile),
      );
      expect(answer.status).toBe(422);
      expect(answer.body.errors.map(({ pointer }) => pointer)).toContain(`/${field}`);
    },
  );

  test.each([[[]], [{}], [1], [true], [null], [undefined]])('that is %p is refused', async (value) => {
    const answer = await post({ email: newEmail(), username: 'ada', password: PASSWORD, [field]: value });
    expect(refusal(answer)).toEqual([422, 'invalid_input']);
  });
});

describe('REG-11 a registration with an Idempotency-Key', () => {
  const someone = () => ({ email: newEmail(), username: 'ada', password: PASSWORD });

  test('sent again gets the first answer, and is in the log once', async () => {
    const body = someone();
    const headers = { 'idempotency-key': randomUUID() };
    const before = await registrations();
    const [first, again] = [await post(body, headers), await post(body, headers)];
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(again.headers.get('event-position')).toBe(first.headers.get('event-position'));
    expect(await registrations()).toBe(before + 1);
    expect(await listEventTypes(credence, first.body.user_id)).toHaveLength(4);
    expect(await credence.mails(body.email)).toHaveLength(1);
  });

  test('and another body is refused', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    expect((await post(someone(), headers)).status).toBe(201);
    expect(refusal(await post(someone(), headers))).toEqual([422, 'idempotency_key_reused']);
  });

  test('happens once, however often it is sent at the same time', async () => {
    const body = someone();
    const headers = { 'idempotency-key': randomUUID() };
    const before = await registrations();
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(body, headers)));
    for (const { status } of answers) expect([201, 409]).toContain(status);
    const ids = answers.filter(({ status }) => status === 201).map(({ body: { user_id: id } }) => id);
    expect(new Set(ids).size).toBe(1);
    expect(await registrations()).toBe(before + 1);
  });
});
