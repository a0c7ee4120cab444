import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  newEmail,
  PASSWORD,
  requestResetToken,
  createSignedInAccount,
  signIn,
  signUp,
  createVerifiedAccount,
} from '../../support/clients/accounts.js';
import { startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';
import { refusal } from '../../support/clients/refusals.js';
import { listAll } from '../../support/clients/admin-api.js';
import { openUserLog } from '../../support/domain/user-log.js';

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

async function change(token: string, oldPassword: string, newPassword: string) {
  const body = { old_password: oldPassword, new_password: newPassword };
  return await credence.call('POST', '/auth/change-password', { token, body });
}

test('the bytes of a password after the 72nd are significant (PWD-1)', async () => {
  const start = randomBytes(36).toString('hex');
  const { email } = await createVerifiedAccount(credence, { password: `${start}one` });
  expect((await signIn(credence, email, `${start}two`)).status).toBe(401);
  expect((await signIn(credence, email, start)).status).toBe(401);
  expect((await signIn(credence, email, `${start}one`)).status).toBe(200);
});

test('a password followed by NUL and itself is refused (PWD-1)', async () => {
  const { email } = await createVerifiedAccount(credence);
  expect((await signIn(credence, email, `${PASSWORD}\0${PASSWORD}`)).status).toBe(422);
});

test('canonically equivalent passwords match, and compatibility equivalents do not (PWD-2)', async () => {
  const password = 'Zo\u00eb liked \ufb01ne caf\u00e9s';
  const { email } = await createVerifiedAccount(credence, { password });
  expect((await signIn(credence, email, password.normalize('NFD'))).status).toBe(200);
  expect((await signIn(credence, email, password.normalize('NFKC'))).status).toBe(401);
});

describe('a password with a lone surrogate', () => {
  const withSurrogate = `{"email":"ada@example.com","username":"ada","password":"${PASSWORD}\\ud83d"}`;

  test('a registration and a sign-in with a lone surrogate are refused (PWD-3)', async () => {
    expect((await credence.call('POST', '/auth/signup', { body: withSurrogate })).status).toBe(422);
    const body = withSurrogate.replace('"username":"ada",', '');
    expect((await credence.call('POST', '/auth/login', { body })).status).toBe(422);
  });

  test('a password change with a lone surrogate is refused (PWD-3)', async () => {
    const { token } = await createSignedInAccount(credence);
    const body = `{"old_password":"${PASSWORD}","new_password":"${PASSWORD}\\ud83d"}`;
    expect((await credence.call('POST', '/auth/change-password', { token, body })).status).toBe(422);
  });
});

test('no answer contains a password hash, not even the history of an account (PWD-5)', async () => {
  const { token, userId } = await createSignedInAccount(credence);
  await change(token, PASSWORD, 'a staple of correct horses');
  const answers = JSON.stringify([
    await listAll(credence, `/v1/users/${userId}/events`),
    await listAll(credence, '/v1/users'),
    (await credence.call('GET', '/auth/me', { token })).body,
  ]);
  expect(answers).toContain('PasswordChanged');
  expect(answers).not.toMatch(/password_hash|\$2[aby]\$|argon2id/);
});

describe('a password change', () => {
  test('a password change requires the current password (PWD-6)', async () => {
    const { email, token } = await createSignedInAccount(credence);
    const answer = await change(token, 'not the password', 'a staple of correct horses');
    expect(refusal(answer)).toEqual([403, 'wrong_password']);
    expect((await signIn(credence, email)).status).toBe(200);
  });

  test('a password change applies the password rules of a registration (PWD-6)', async () => {
    const { email, token } = await createSignedInAccount(credence);
    for (const weak of ['password123', 'short', 'Credence', '127.0.0.1', email, email.split('@')[0] ?? '']) {
      const answer = await change(token, PASSWORD, weak);
      expect(refusal(answer)).toEqual([422, 'weak_password']);
      expect(answer.body.errors.map(({ pointer }) => pointer)).toEqual(['/new_password']);
    }
    expect((await signIn(credence, email)).status).toBe(200);
  });

  test('a password change requires an access token (PWD-6)', async () => {
    const body = { old_password: PASSWORD, new_password: 'a staple of correct horses' };
    expect((await credence.call('POST', '/auth/change-password', { body })).status).toBe(401);
  });
});

test.each([1025, 60_000, 1_000_000])(
  'a password of %i bytes is refused before it is hashed (PWD-7)',
  async (bytes) => {
    const password = 'p'.repeat(bytes);
    const expected = bytes > 64 * 1024 ? 413 : 422;
    expect((await signUp(credence, { password })).status).toBe(expected);
    expect((await signIn(credence, newEmail(), password)).status).toBe(expected);
  },
);

describe('an invalid stored hash', () => {
  test.each(['', 'x', '$2b$10$', `v1$1$${'a'.repeat(60)}`, '$2b$10$'.padEnd(60, '!'), 'null'])(
    'the stored hash "%s" matches no password, and a reset replaces it (PWD-8)',
    async (hash) => {
      const { email, userId } = await createVerifiedAccount(credence);
      const log = await openUserLog(stores.databaseUrl, { migrate: false, openLog: stores.openLog });
      await log.append(userId, { type: 'PasswordRehashed', data: { password_hash: hash } });
      await log.close();
      for (const password of [PASSWORD, '', hash]) {
        expect(refusal(await signIn(credence, email, password))).toEqual([401, 'invalid_credentials']);
      }
      const token = await requestResetToken(credence, email);
      const body = { token, new_password: PASSWORD };
      expect((await credence.call('POST', '/auth/reset-password-confirm', { body })).status).toBe(200);
      expect((await signIn(credence, email)).status).toBe(200);
    },
  );
});
