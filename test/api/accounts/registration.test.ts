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

/** Returns the number of registrations in the log. */
async function countRegistrations(): Promise<number> {
  const log = stores.openLog();
  const events = await log.readAll({ after: START, limit: 10_000 });
  await log.stop();
  return events.filter(({ type }) => type === 'UserRegistered').length;
}

test('the answer to a registration contains no credential (REG-2)', async () => {
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

describe('the password of a registration', () => {
  test.each([
    ['of 8 code points', 'tr4k-wöq'],
    ['of 8 emoji', '🦊🐢🦉🐙🦀🐝🦋🐞'],
    ['of 64 emoji', '🦊'.repeat(64)],
    ['of 256 code points', 'vq'.repeat(128)],
  ])('a password %s has an acceptable length (REG-3)', async (_name, password) => {
    expect((await signUp(credence, { password })).status).toBe(201);
  });

  test.each([
    ['of 7 code points', 'tr4k-wq', 'too_short'],
    ['of 7 emoji, which are 14 UTF-16 code units and 28 bytes', '🦊🐢🦉🐙🦀🐝🦋', 'too_short'],
    ['of 257 code points', `${'vq'.repeat(128)}x`, 'too_long'],
    ['that is empty', '', 'too_short'],
  ])('a password %s is refused with the reason (REG-3)', async (_name, password, reason) => {
    const answer = await signUp(credence, { password });
    expect(refusal(answer)).toEqual([422, 'weak_password']);
    expect(answer.body.errors).toEqual([{ pointer: '/password', code: reason, detail: expect.any(String) }]);
  });

  test.each([
    'aaaaaaaa-unlisted-aaaaaaaa',
    'only letters and spaces',
    '正しい馬の電池ホチキス',
    '83920175648302',
  ])(
    'the password "%s" is accepted although it lacks other kinds of characters (REG-4)',
    async (password) => {
      expect((await signUp(credence, { password })).status).toBe(201);
    },
  );

  test.each([
    ['is on a list of common passwords', 'password123', 'common'],
    ['is on a list of common passwords in another case', 'PassWord123', 'common'],
    ['is the name of the service', 'Credence', 'resembles_account'],
    ['is the username', 'ada lovelace', 'resembles_account'],
    ['is the address', 'countess@example.com', 'resembles_account'],
    ['is the local part of the address', 'countess', 'resembles_account'],
  ])('a password that %s is refused with the reason (REG-5)', async (_name, password, reason) => {
    const answer = await post({ email: 'countess@example.com', username: 'Ada Lovelace', password });
    expect(refusal(answer)).toEqual([422, 'weak_password']);
    expect(answer.body.errors.map(({ code }) => code)).toEqual([reason]);
  });

  test('a password that merely contains a common password is accepted (REG-5)', async () => {
    expect((await signUp(credence, { password: 'my password123 and a goat' })).status).toBe(201);
  });
});

describe('the email address of a registration', () => {
  test('an address is trimmed, its domain is lowercased and its local part is unchanged (REG-7)', async () => {
    const { body } = await signUp(credence, { email: '  Grace.Hopper@EXAMPLE.Com ' });
    expect(body.email).toBe('Grace.Hopper@example.com');
    const again = await signUp(credence, { email: 'grace.hopper@example.com' });
    expect(refusal(again)).toEqual([409, 'email_taken']);
  });

  test.each([
    ['ß and ss', 'strauß@example.com', 'strauss@example.com'],
    ['a dotless i', 'lovelacı@example.com', 'lovelaci@example.com'],
    ['a tag', 'tag@example.com', 'tag+1@example.com'],
  ])('addresses that differ in %s are different addresses (REG-7)', async (_name, first, second) => {
    expect((await signUp(credence, { email: first })).status).toBe(201);
    expect((await signUp(credence, { email: second })).status).toBe(201);
  });

  test('the decomposed form of a registered address is refused (REG-7)', async () => {
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
  ])('the address %s is refused (REG-7)', async (email) => {
    const answer = await signUp(credence, { email });
    expect(refusal(answer)).toEqual([422, 'invalid_input']);
    expect(answer.body.errors.map(({ pointer }) => pointer)).toEqual(['/email']);
  });
});

test.each(['is_admin', 'role', 'is_verified', 'tenant_id', 'user_id', 'id', '__proto__'])(
  'a registration with the unknown field %s is refused and creates no account (REG-8)',
  async (field) => {
    const before = await countRegistrations();
    const body = `{"email":"${newEmail()}","username":"ada","password":"${PASSWORD}","${field}":{"x":1}}`;
    const answer = await post(body);
    expect(refusal(answer)).toEqual([422, 'invalid_input']);
    expect(answer.body.errors.map(({ pointer }) => pointer)).toEqual([`/${field}`]);
    expect(await countRegistrations()).toBe(before);
  },
);

describe.each(['email', 'username', 'password'])('the field %s of a registration', (field) => {
  test.each(['\\u0000', '\\ud800', '\\udc00\\ud800', '\\u0007', '\\u001b[31m', '\\r\\nBcc: eve@example.com'])(
    'a value with %s is refused (REG-10)',
    async (hostile) => {
      const valid = { email: newEmail(), username: 'ada', password: PASSWORD };
      const answer = await post(
        JSON.stringify({ ...valid, [field]: `${PASSWORD}HOSTILE` }).replace('HOSTILE', hostile),
      );
      expect(answer.status).toBe(422);
      expect(answer.body.errors.map(({ pointer }) => pointer)).toContain(`/${field}`);
    },
  );

  test.each([[[]], [{}], [1], [true], [null], [undefined]])(
    'the value %p is refused (REG-10)',
    async (value) => {
      const answer = await post({ email: newEmail(), username: 'ada', password: PASSWORD, [field]: value });
      expect(refusal(answer)).toEqual([422, 'invalid_input']);
    },
  );
});

describe('a registration with an Idempotency-Key', () => {
  const newRegistration = () => ({ email: newEmail(), username: 'ada', password: PASSWORD });

  test('a repeated registration receives the first answer and creates one account (REG-11)', async () => {
    const body = newRegistration();
    const headers = { 'idempotency-key': randomUUID() };
    const before = await countRegistrations();
    const [first, again] = [await post(body, headers), await post(body, headers)];
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(again.headers.get('event-position')).toBe(first.headers.get('event-position'));
    expect(await countRegistrations()).toBe(before + 1);
    expect(await listEventTypes(credence, first.body.user_id)).toHaveLength(4);
    expect(await credence.mails(body.email)).toHaveLength(1);
  });

  test('a second registration with the same key and another body is refused (REG-11)', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    expect((await post(newRegistration(), headers)).status).toBe(201);
    expect(refusal(await post(newRegistration(), headers))).toEqual([422, 'idempotency_key_reused']);
  });

  test('concurrent registrations with the same key create one account (REG-11)', async () => {
    const body = newRegistration();
    const headers = { 'idempotency-key': randomUUID() };
    const before = await countRegistrations();
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(body, headers)));
    for (const { status } of answers) expect([201, 409]).toContain(status);
    const ids = answers.filter(({ status }) => status === 201).map(({ body: { user_id: id } }) => id);
    expect(new Set(ids).size).toBe(1);
    expect(await countRegistrations()).toBe(before + 1);
  });
});
