import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  PASSWORD,
  createSignedInAccount,
  signIn,
  signUp,
  createVerifiedAccount,
} from '../../support/clients/accounts.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Answer, Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';
import { refusal, comparableAnswer } from '../../support/clients/refusals.js';

let stores: TestStores;
let credence: Credence;

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence({ ...stores.environment, PASSWORD_HASH: 'bcrypt' });
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

describe('a refused sign-in', () => {
  let wrong: Answer;

  beforeAll(async () => {
    const { email } = await createVerifiedAccount(credence);
    wrong = await signIn(credence, email, 'not the password');
  });

  test('a wrong password is refused with 401 and WWW-Authenticate (LOG-1)', () => {
    expect(refusal(wrong)).toEqual([401, 'invalid_credentials']);
    expect(wrong.headers.get('www-authenticate')).not.toBeNull();
  });

  test('an unknown address is refused like a wrong password (LOG-1)', async () => {
    const unknown = await signIn(credence, 'nobody@example.com');
    expect(comparableAnswer(unknown)).toEqual(comparableAnswer(wrong));
  });

  test('a wrong password of an unverified account is refused like any wrong password (LOG-1)', async () => {
    const { body } = await signUp(credence);
    expect(comparableAnswer(await signIn(credence, body.email, 'not the password'))).toEqual(
      comparableAnswer(wrong),
    );
  });

  test('the correct password of an unverified account is refused with a way to another link (LOG-1)', async () => {
    const { body } = await signUp(credence);
    const unverified = await signIn(credence, body.email);
    expect(refusal(unverified)).toEqual([403, 'email_not_verified']);
    expect(unverified.body).toMatchObject({ detail: expect.stringContaining('/auth/resend-verification') });
    expect(unverified.headers.has('set-cookie')).toBe(false);
  });

  test('the correct password of an unverified account never locks it out (LIM-3)', async () => {
    const { body } = await signUp(credence);
    for (let n = 0; n < 15; n += 1) {
      expect(refusal(await signIn(credence, body.email))).toEqual([403, 'email_not_verified']);
    }
  });

  test('a locked account is refused like a wrong password, even with the correct password (LOG-1)', async () => {
    const { email } = await createVerifiedAccount(credence);
    for (let n = 0; n < 10; n += 1) await signIn(credence, email, 'not the password');
    expect(comparableAnswer(await signIn(credence, email))).toEqual(comparableAnswer(wrong));
  });

  test('a deactivated account is refused like a wrong password (LOG-1)', async () => {
    const { email, userId } = await createVerifiedAccount(credence);
    const path = `/v1/users/${userId}/deactivate`;
    const deactivated = await credence.call('POST', path, { token: SERVICE_TOKEN, body: {} });
    expect(deactivated.status).toBe(200);
    expect(comparableAnswer(await signIn(credence, email))).toEqual(comparableAnswer(wrong));
  });
});

test.each([
  ['in upper case', PASSWORD.toUpperCase()],
  ['with a trailing space', `${PASSWORD} `],
  ['with a leading space', ` ${PASSWORD}`],
  ['without its last letter', PASSWORD.slice(0, -1)],
  ['with a full-width letter', PASSWORD.replace('c', '\uff43')],
])('the correct password %s does not match (LOG-3)', async (_name, password) => {
  const { email } = await createVerifiedAccount(credence);
  expect((await signIn(credence, email, password)).status).toBe(401);
});

test('leading and trailing spaces are part of a password (LOG-3)', async () => {
  const password = `  ${PASSWORD}  `;
  const { email } = await createVerifiedAccount(credence, { password });
  expect((await signIn(credence, email, PASSWORD)).status).toBe(401);
  expect((await signIn(credence, email, password)).status).toBe(200);
});

test('a sign-in ignores the case of ASCII letters and surrounding spaces in the address', async () => {
  await createVerifiedAccount(credence, { email: 'Mary.Jackson@example.com' });
  const { status, body } = await signIn(credence, ' mary.JACKSON@EXAMPLE.com');
  expect([status, body.email]).toEqual([200, 'Mary.Jackson@example.com']);
});

test.each([[[PASSWORD]], [{ $ne: '' }], [0], [true], [null], [undefined]])(
  'a sign-in with the password %p is refused (LOG-6)',
  async (password) => {
    const { email } = await createVerifiedAccount(credence);
    const answer = await credence.call('POST', '/auth/login', { body: { email, password } });
    expect(refusal(answer)).toEqual([422, 'invalid_input']);
    expect(answer.body.errors.map(({ pointer }) => pointer)).toEqual(['/password']);
  },
);

test.each([[['ada@example.com']], [{ $gt: '' }], [null], ["' or 1=1 --@example.com'"]])(
  'a sign-in with the address %p is refused (LOG-6)',
  async (email) => {
    const answer = await credence.call('POST', '/auth/login', { body: { email, password: PASSWORD } });
    expect(refusal(answer)).toEqual([422, 'invalid_input']);
  },
);

test('other requests are answered while passwords are hashed (LOG-8)', async () => {
  const { email, token } = await createSignedInAccount(credence);
  let answered = 0;
  // Few enough that a slow machine hashes them all before it would refuse one for its load.
  const signIns = Array.from({ length: 20 }, async () => {
    const { status } = await signIn(credence, email);
    answered += 1;
    return status;
  });
  for (let n = 0; n < 10; n += 1) {
    expect((await credence.call('GET', '/health/live')).status).toBe(200);
    expect((await credence.call('GET', '/auth/me', { token })).status).toBe(200);
  }
  expect(answered).toBeLessThan(20);
  expect(new Set(await Promise.all(signIns))).toEqual(new Set([200]));
});

test('each sign-in starts a new session (LOG-4)', async () => {
  const { email, token } = await createSignedInAccount(credence);
  const { body } = await signIn(credence, email);
  const sessionOf = (jwt: string) =>
    (JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as { sid: string }).sid;
  expect(sessionOf(body.access_token)).not.toBe(sessionOf(token));
});

test('answers with tokens and answers to requests with tokens have Cache-Control: no-store (WEB-5, TOK-10)', async () => {
  const { email, token } = await createSignedInAccount(credence);
  expect((await signIn(credence, email)).headers.get('cache-control')).toBe('no-store');
  expect((await credence.call('GET', '/auth/me', { token })).headers.get('cache-control')).toBe('no-store');
});
