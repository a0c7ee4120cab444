import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SERVICE_TOKEN, startCredence, tokenFromMail } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

const password = 'correct horse battery staple';
const changed = 'a staple of correct horses';
const reset = 'batteries for every horse';

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

async function signUp(email: string) {
  return await credence.call('POST', '/auth/signup', { body: { email, username: 'ada', password } });
}

async function signIn(email: string, withPassword: string) {
  return await credence.call('POST', '/auth/login', { body: { email, password: withPassword } });
}

/** Registers an account and verifies it with the mailed link. */
async function register(email: string) {
  const { body } = await signUp(email);
  const [mail] = await credence.mails(email);
  await credence.call('POST', '/auth/verify-email', { body: { token: tokenFromMail(mail) } });
  return body;
}

describe('the life of an account', () => {
  test('a user registers, verifies the address, signs in, changes and resets the password', async () => {
    const email = 'ada@example.com';
    const signedUp = await signUp(email);
    expect(signedUp.status).toBe(201);
    expect(signedUp.body).toEqual({
      id: expect.any(Number),
      user_id: expect.any(String),
      email,
      username: 'ada',
      is_active: true,
      is_verified: false,
    });

    expect((await signIn(email, password)).status).toBe(403);

    const [verification] = await credence.mails(email);
    const token = tokenFromMail(verification);
    const verifiedUser = await credence.call('POST', '/auth/verify-email', { body: { token } });
    expect(verifiedUser.status).toBe(200);
    expect(verifiedUser.body.is_verified).toBe(true);

    const signedIn = await signIn(email, password);
    expect(signedIn.status).toBe(200);
    expect(signedIn.body.token_type).toBe('bearer');
    const me = await credence.call('GET', '/auth/me', { token: signedIn.body.access_token });
    expect(me.body).toEqual(verifiedUser.body);

    const other = await signIn(email, password);
    const change = await credence.call('POST', '/auth/change-password', {
      token: signedIn.body.access_token,
      body: { old_password: password, new_password: changed },
    });
    expect(change.status).toBe(200);
    expect((await credence.call('GET', '/auth/me', { token: signedIn.body.access_token })).status).toBe(200);
    expect((await credence.call('GET', '/auth/me', { token: other.body.access_token })).status).toBe(401);
    expect((await signIn(email, password)).status).toBe(401);
    expect((await signIn(email, changed)).status).toBe(200);

    const request = await credence.call('POST', '/auth/reset-password-request', { body: { email } });
    expect(request.status).toBe(202);
    const mails = await credence.mails(email, 3);
    const confirm = await credence.call('POST', '/auth/reset-password-confirm', {
      body: {
        token: tokenFromMail(
          mails.find(({ links }) => links.some((link) => link.includes('reset-password'))),
        ),
        new_password: reset,
      },
    });
    expect(confirm.status).toBe(200);
    // A password reset ends every session (RST-7).
    expect((await credence.call('GET', '/auth/me', { token: signedIn.body.access_token })).status).toBe(401);
    expect((await signIn(email, reset)).status).toBe(200);
    expect(await credence.mails(email, 4)).toHaveLength(4);

    const history = await credence.call('GET', `/v1/users/${signedUp.body.user_id}/events`, {
      token: SERVICE_TOKEN,
    });
    const types = history.body.items.map(({ type }) => type);
    // The events of mails and of failed sign-ins are appended after the answer, so their order varies.
    expect(types.filter((type) => !/^(MailSent|SignIn)/.test(String(type)))).toEqual([
      'ValueClaimed',
      'UserRegistered',
      'PasswordSet',
      'EmailVerificationRequested',
      'EmailVerified',
      'DeviceSeen',
      'SessionStarted',
      'SessionStarted',
      'PasswordChanged',
      'SessionStarted',
      'PasswordReset',
      'SessionStarted',
    ]);
    // The history contains no password hash (PWD-5).
    expect(JSON.stringify(history.body)).not.toMatch(/hash|\$2[aby]\$/);
  });

  test('an address changes when the new one is confirmed, and both addresses are notified (RST-13)', async () => {
    const email = 'grace@example.com';
    const next = 'grace@example.org';
    const { user_id: userId } = await register(email);
    const { body: session } = await signIn(email, password);
    const requested = await credence.call('POST', '/auth/change-email', {
      token: session.access_token,
      body: { new_email: next, password },
    });
    expect(requested.status).toBe(202);
    expect((await credence.call('GET', '/auth/me', { token: session.access_token })).body.email).toBe(email);
    const [confirmation] = await credence.mails(next);
    const confirmed = await credence.call('POST', '/auth/confirm-email', {
      body: { token: tokenFromMail(confirmation) },
    });
    expect(confirmed.body.email).toBe(next);
    expect((await signIn(next, password)).status).toBe(200);
    expect((await signIn(email, password)).status).toBe(401);
    expect((await credence.mails(email, 3)).map(({ subject }) => subject)).toHaveLength(3);
    expect(await credence.mails(next, 2)).toHaveLength(2);

    // Another user may register the old address.
    for (let tries = 0; tries < 50; tries += 1) {
      const again = await signUp(email);
      if (again.status === 201) {
        expect(again.body.user_id).not.toBe(userId);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('The old address was not released.');
  });

  test('a sign-in right after verification succeeds, and its position is readable (EVT-10)', async () => {
    for (let i = 0; i < 5; i += 1) {
      const email = `quick${String(i)}@example.com`;
      await register(email);
      const signedIn = await signIn(email, password);
      expect(signedIn.status).toBe(200);
      const position = signedIn.headers.get('event-position') ?? '';
      expect(position).not.toBe('');
      const me = await credence.call('GET', '/auth/me', {
        token: signedIn.body.access_token,
        headers: { 'event-position': position },
      });
      expect(me.status).toBe(200);
    }
  });
});
