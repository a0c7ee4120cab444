import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  PASSWORD,
  requestResetToken,
  signIn,
  createVerifiedAccount,
} from '../../support/clients/accounts.js';
import type { Account } from '../../support/clients/accounts.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Answer, Credence } from '../../support/server/credence.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';
import { refusal, comparableAnswer } from '../../support/clients/refusals.js';
import { listEventTypes } from '../../support/clients/admin-api.js';

let stores: TestStores;
let credence: Credence;
let other: Credence;
let ada: Account;
let session: Answer['body'];

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence(stores.environment);
  other = await startOther();
});

afterAll(async () => {
  await Promise.all([credence.stop(), other.stop()]);
  await stores.dispose();
});

/** Another process of the same service: what the one gives out, the other takes. */
async function startOther(): Promise<Credence> {
  return await startCredence({ ...stores.environment, PUBLIC_URL: credence.url }, { role: 'api' });
}

beforeEach(async () => {
  ada = await createVerifiedAccount(credence);
  session = (await signIn(credence, ada.email)).body;
});

async function refresh(token: string, by = credence): Promise<Answer> {
  return await by.call('POST', '/auth/refresh', { body: { refresh_token: token } });
}

async function statusOf(token: string, by = credence): Promise<number> {
  return (await by.call('GET', '/auth/me', { token })).status;
}

/** Refreshes twice and brings the first token again: it is neither the newest nor the one before. */
async function reuse(token: string): Promise<Answer['body']> {
  const { body: second } = await refresh(token);
  const { body: third } = await refresh(second.refresh_token);
  expect(refusal(await refresh(token))).toEqual([401, 'invalid_refresh_token']);
  return third;
}

test('REF-1 a refresh answers as the sign-in did, with new tokens of the same session', async () => {
  const { status, headers, body } = await refresh(session.refresh_token);
  expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
  const { access_token, refresh_token, ...rest } = body;
  expect(session).toMatchObject(rest);
  expect(access_token).not.toBe(session.access_token);
  expect(refresh_token).not.toBe(session.refresh_token);
  expect(await statusOf(access_token)).toBe(200);
  expect(await statusOf(session.access_token)).toBe(200);
});

test('REF-4, REF-5 fifty at once, over two processes, get one successor', async () => {
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, i) => refresh(session.refresh_token, i % 2 === 0 ? credence : other)),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(answers.map(({ body }) => body.refresh_token)).size).toBe(1);
  expect((await refresh(answers[0]?.body.refresh_token ?? '')).status).toBe(200);
});

describe('REF-2 a token that comes again', () => {
  test('ends the session in every process, its access tokens too', async () => {
    expect(await statusOf(session.access_token, other)).toBe(200);
    const newest = await reuse(session.refresh_token);
    expect(refusal(await refresh(newest.refresh_token, other))).toEqual([401, 'invalid_refresh_token']);
    expect(await statusOf(newest.access_token)).toBe(401);
    await waitFor('the other process refuses', async () =>
      (await statusOf(newest.access_token, other)) === 401 ? true : undefined,
    );
  });

  test('REF-3 leaves other sessions alone, and is in the history', async () => {
    const { body: elsewhere } = await signIn(credence, ada.email);
    await reuse(session.refresh_token);
    expect((await refresh(elsewhere.refresh_token)).status).toBe(200);
    expect(await listEventTypes(credence, ada.userId)).toContain('SessionEnded');
  });

  test('REF-6 is still known after a restart', async () => {
    const { body: second } = await refresh(session.refresh_token);
    await refresh(second.refresh_token);
    expect(await statusOf(second.access_token, other)).toBe(200);
    await other.stop();
    other = await startOther();
    expect(refusal(await refresh(session.refresh_token, other))).toEqual([401, 'invalid_refresh_token']);
    expect(await statusOf(second.access_token, other)).toBe(401);
  });
});

describe('TOK-8 signing out', () => {
  test('ends this session at once, and no other', async () => {
    const { body: elsewhere } = await signIn(credence, ada.email);
    const { status } = await credence.call('POST', '/auth/logout', { token: session.access_token });
    expect(status).toBe(200);
    expect(await statusOf(session.access_token)).toBe(401);
    expect(refusal(await refresh(session.refresh_token))).toEqual([401, 'invalid_refresh_token']);
    expect(await statusOf(elsewhere.access_token)).toBe(200);
    expect((await refresh(elsewhere.refresh_token)).status).toBe(200);
  });

  test('is remembered after a restart', async () => {
    expect(await statusOf(session.access_token, other)).toBe(200);
    await credence.call('POST', '/auth/logout', { token: session.access_token });
    await other.stop();
    other = await startOther();
    expect(await statusOf(session.access_token, other)).toBe(401);
  });

  test('asks for an access token', async () => {
    expect(refusal(await credence.call('POST', '/auth/logout'))).toEqual([401, 'unauthenticated']);
  });
});

describe('REF-9 refresh tokens end with the sessions:', () => {
  test('at a change of the password all but those of the session that changed it', async () => {
    const { body: elsewhere } = await signIn(credence, ada.email);
    await credence.call('POST', '/auth/change-password', {
      token: session.access_token,
      body: { old_password: PASSWORD, new_password: 'a staple of correct horses' },
    });
    expect((await refresh(elsewhere.refresh_token)).status).toBe(401);
    const { status, body } = await refresh(session.refresh_token);
    expect(status).toBe(200);
    expect(await statusOf(body.access_token)).toBe(200);
  });

  test('RST-7 at a reset all', async () => {
    const token = await requestResetToken(credence, ada.email);
    const body = { token, new_password: 'a staple of correct horses' };
    await credence.call('POST', '/auth/reset-password-confirm', { body });
    expect((await refresh(session.refresh_token)).status).toBe(401);
  });

  test('REF-8 with the account, for good', async () => {
    for (const action of ['deactivate', 'reactivate']) {
      const path = `/v1/users/${ada.userId}/${action}`;
      const { status } = await credence.call('POST', path, { token: SERVICE_TOKEN, body: {} });
      expect(status).toBe(200);
      expect((await refresh(session.refresh_token)).status).toBe(401);
    }
  });
});

test('REF-7 a token that is not used in time is over, and the session at its end however it is used', async () => {
  const idle = await startCredence({
    ...stores.environment,
    ACCESS_TOKEN_TTL: '2s',
    REFRESH_TOKEN_TTL: '4s',
    REFRESH_TOKEN_IDLE_TTL: '2s',
  });
  const unused = (await signIn(idle, ada.email)).body.refresh_token;
  let used = (await signIn(idle, ada.email)).body.refresh_token;
  let refreshes = 0;
  const statuses = await waitFor('the session is over', async () => {
    const { status, body } = await refresh(used, idle);
    if (status !== 200) return [status, (await refresh(unused, idle)).status];
    used = body.refresh_token;
    refreshes += 1;
    return undefined;
  });
  await idle.stop();
  expect(refreshes).toBeGreaterThan(1);
  expect(statuses).toEqual([401, 401]);
});

test.each([
  ['an access token', () => session.access_token],
  ['a changed token', () => `${session.refresh_token.slice(0, -4)}AAAA`],
  ['a token in another spelling', () => `${session.refresh_token}=`],
  ['no token at all', () => 'x'],
])('TOK-3, REF-8 %s is refused like any other', async (_name, token) => {
  await credence.call('POST', '/auth/logout', { token: session.access_token });
  const usedUp = await refresh(session.refresh_token);
  expect(comparableAnswer(await refresh(token()))).toEqual(comparableAnswer(usedUp));
});

test('TOK-3 a refresh token opens nothing', async () => {
  expect(await statusOf(session.refresh_token)).toBe(401);
});

test.each([
  [{}],
  [{ refresh_token: '' }],
  [{ refresh_token: ['x'] }],
  [{ refresh_token: 'x', scope: 'all' }],
])('a refresh with %j is refused field by field', async (body) => {
  const answer = await credence.call('POST', '/auth/refresh', { body });
  expect(refusal(answer)).toEqual([422, 'invalid_input']);
});
