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
  credence = await startCredence(stores.environment);
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

async function change(token: string, oldPassword: string, newPassword: string) {
  const body = { old_password: oldPassword, new_password: newPassword };
  return await credence.call('POST', '/auth/change-password', { token, body });
}

test('PWD-1 what stands after the 72nd byte counts', async () => {
  const start = randomBytes(36).toString('hex');
  const { email } = await createVerifiedAccount(credence, { password: `${start}one` });
  expect((await signIn(credence, email, `${start}two`)).status).toBe(401);
  expect((await signIn(credence, email, start)).status).toBe(401);
  expect((await signIn(credence, email, `${start}one`)).status).toBe(200);
});

test('PWD-1 a password repeated behind a NUL is not the password', async () => {
  const { email } = await createVerifiedAccount(credence);
  expect((await signIn(credence, email, `${PASSWORD}\0${PASSWORD}`)).status).toBe(422);
});

test('PWD-2 composed and decomposed letters are the same, compatible ones are not', async () => {
  const password = 'Zo\u00eb liked \ufb01ne caf\u00e9s';
  const { email } = await createVerifiedAccount(credence, { password });
  expect((await signIn(credence, email, password.normalize('NFD'))).status).toBe(200);
  expect((await signIn(credence, email, password.normalize('NFKC'))).status).toBe(401);
});

describe('PWD-3 half a surrogate pair', () => {
  const half = `{"email":"ada@example.com","username":"ada","password":"${PASSWORD}\\ud83d"}`;

  test('is refused in a registration and a sign-in', async () => {
    expect((await credence.call('POST', '/auth/signup', { body: half })).status).toBe(422);
    const body = half.replace('"username":"ada",', '');
    expect((await credence.call('POST', '/auth/login', { body })).status).toBe(422);
  });

  test('is refused as a new password', async () => {
    const { token } = await createSignedInAccount(credence);
    const body = `{"old_password":"${PASSWORD}","new_password":"${PASSWORD}\\ud83d"}`;
    expect((await credence.call('POST', '/auth/change-password', { token, body })).status).toBe(422);
  });
});

test('PWD-5 no answer shows a hash, not even to auditors', async () => {
  const { token, userId } = await createSignedInAccount(credence);
  await change(token, PASSWORD, 'a staple of correct horses');
  const shown = JSON.stringify([
    await listAll(credence, `/v1/users/${userId}/events`),
    await listAll(credence, '/v1/users'),
    (await credence.call('GET', '/auth/me', { token })).body,
  ]);
  expect(shown).toContain('PasswordChanged');
  expect(shown).not.toMatch(/password_hash|\$2[aby]\$|argon2id/);
});

describe('PWD-6 a change of the password', () => {
  test('needs the current one', async () => {
    const { email, token } = await createSignedInAccount(credence);
    const answer = await change(token, 'not the password', 'a staple of correct horses');
    expect(refusal(answer)).toEqual([403, 'wrong_password']);
    expect((await signIn(credence, email)).status).toBe(200);
  });

  test('refuses what a registration refuses', async () => {
    const { email, token } = await createSignedInAccount(credence);
    for (const weak of ['password123', 'short', 'Credence', '127.0.0.1', email, email.split('@')[0] ?? '']) {
      const answer = await change(token, PASSWORD, weak);
      expect(refusal(answer)).toEqual([422, 'weak_password']);
      expect(answer.body.errors.map(({ pointer }) => pointer)).toEqual(['/new_password']);
    }
    expect((await signIn(credence, email)).status).toBe(200);
  });

  test('needs to be signed in', async () => {
    const body = { old_password: PASSWORD, new_password: 'a staple of correct horses' };
    expect((await credence.call('POST', '/auth/change-password', { body })).status).toBe(401);
  });
});

test.each([1025, 60_000, 1_000_000])('PWD-7 a password of %i bytes is refused unread', async (bytes) => {
  const password = 'p'.repeat(bytes);
  const expected = bytes > 64 * 1024 ? 413 : 422;
  expect((await signUp(credence, { password })).status).toBe(expected);
  expect((await signIn(credence, newEmail(), password)).status).toBe(expected);
});

describe('PWD-8 a stored hash', () => {
  test.each(['', 'x', '$2b$10$', `v1$1$${'a'.repeat(60)}`, '$2b$10$'.padEnd(60, '!'), 'null'])(
    'that reads "%s" refuses every password, and a reset repairs it',
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
