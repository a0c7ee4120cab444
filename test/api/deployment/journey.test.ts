import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SERVICE_TOKEN, startCredence, tokenFromMail } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { addUp, scanCounts, scanFunnel, scanRetention } from '../../support/analytics/scanned-numbers.js';
import { waitForEveryReader } from '../../support/clients/admin-api.js';
import { START } from '../../../src/eventstore/port.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

const password = 'correct horse battery staple';
const changed = 'a staple of correct horses';
const reset = 'batteries for every horse';

let stores: TestStores;
let credence: Credence;

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence({ ...stores.environment, ANALYTICS: 'on' });
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

describe('analytics', () => {
  async function read(path: string) {
    const { status, body } = await credence.call('GET', `/v1/analytics/${path}`, { token: SERVICE_TOKEN });
    return { status, items: body.items };
  }

  test('the numbers of sign-ups, sign-ins and failures equal a scan of the log (ANA-1)', async () => {
    await waitForEveryReader(credence);
    const log = stores.openLog();
    const events = await log.readAll({ after: START, limit: 10_000 });
    await log.stop();

    const funnel = scanFunnel(events);
    expect(funnel).toMatchObject({ started: 8, verified: 7, signed_in: 7 });
    for (const by of ['hour', 'day', 'week', 'month', 'method'])
      expect(addUp((await read(`funnels?by=${by}`)).items, Object.keys(funnel))).toEqual(funnel);
    expect((await read('funnels?by=method')).items).toMatchObject([{ method: 'password', at: null }]);

    const { signIns, failures } = scanCounts(events);
    expect(signIns.length * failures.length).toBeGreaterThan(0);
    expect(hourly((await read('methods?by=hour')).items, 'name')).toEqual(signIns);
    expect(hourly((await read('failures?by=hour')).items, 'type')).toEqual(failures);
    expect((await read('retention')).items).toEqual(scanRetention(events));
  });

  test('the numbers of a time before all events are empty, and a malformed time is refused', async () => {
    for (const path of ['funnels', 'methods', 'failures', 'retention']) {
      expect(await read(`${path}?to=2001-01-01T00:00:00Z`)).toEqual({ status: 200, items: [] });
      expect((await read(`${path}?from=yesterday`)).status).toBe(422);
    }
    expect((await read('funnels?by=email')).status).toBe(422);
  });

  test('analytics that are turned off leave no reader and no numbers', async () => {
    await credence.stop();
    credence = await startCredence(stores.environment);
    expect((await read('funnels')).status).toBe(404);
    const { body } = await credence.call('GET', '/v1/projections', { token: SERVICE_TOKEN });
    expect(body.items.map(({ reader }) => reader)).not.toContain('funnels@1');
  });
});

/** Returns counts as sorted texts of hour, name and number. */
function hourly(items: readonly Record<string, unknown>[], name: 'name' | 'type'): string[] {
  return items.map((item) => [item['at'], item[name], item['count']].join(' ')).sort();
}
