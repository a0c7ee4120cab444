import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { HISTORY } from '../../../src/projections/views/audit/projection.js';
import {
  PASSWORD,
  requestResetToken,
  signIn,
  createVerifiedAccount,
  waitForMail,
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

/** Starts a second process of the same installation, which accepts the tokens of the first one. */
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

/** Refreshes twice and reuses the first token, which is then older than the grace period covers. */
async function reuse(token: string): Promise<Answer['body']> {
  const { body: second } = await refresh(token);
  const { body: third } = await refresh(second.refresh_token);
  expect(refusal(await refresh(token))).toEqual([401, 'invalid_refresh_token']);
  return third;
}

test('a refresh answers like a sign-in, with new tokens of the same session (REF-1)', async () => {
  const { status, headers, body } = await refresh(session.refresh_token);
  expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
  const { access_token, refresh_token, ...rest } = body;
  expect(session).toMatchObject(rest);
  expect(access_token).not.toBe(session.access_token);
  expect(refresh_token).not.toBe(session.refresh_token);
  expect(await statusOf(access_token)).toBe(200);
  expect(await statusOf(session.access_token)).toBe(200);
});

test('fifty concurrent refreshes through two processes receive the same successor (REF-4, REF-5)', async () => {
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, i) => refresh(session.refresh_token, i % 2 === 0 ? credence : other)),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(answers.map(({ body }) => body.refresh_token)).size).toBe(1);
  expect((await refresh(answers[0]?.body.refresh_token ?? '')).status).toBe(200);
});

describe('reuse of a refresh token', () => {
  test('reuse ends the session and its access tokens in every process (REF-2)', async () => {
    expect(await statusOf(session.access_token, other)).toBe(200);
    const newest = await reuse(session.refresh_token);
    expect(refusal(await refresh(newest.refresh_token, other))).toEqual([401, 'invalid_refresh_token']);
    expect(await statusOf(newest.access_token)).toBe(401);
    await waitFor('the other process refuses', async () =>
      (await statusOf(newest.access_token, other)) === 401 ? true : undefined,
    );
  });

  test('reuse leaves other sessions alone and is recorded in the history (REF-3)', async () => {
    const { body: elsewhere } = await signIn(credence, ada.email);
    await reuse(session.refresh_token);
    expect((await refresh(elsewhere.refresh_token)).status).toBe(200);
    expect(await listEventTypes(credence, ada.userId)).toContain('SessionEnded');
  });

  test('reuse is detected after a restart (REF-6)', async () => {
    const { body: second } = await refresh(session.refresh_token);
    await refresh(second.refresh_token);
    expect(await statusOf(second.access_token, other)).toBe(200);
    await other.stop();
    other = await startOther();
    expect(refusal(await refresh(session.refresh_token, other))).toEqual([401, 'invalid_refresh_token']);
    expect(await statusOf(second.access_token, other)).toBe(401);
  });
});

describe('a sign-out', () => {
  test('a sign-out ends the current session at once, and no other (TOK-8)', async () => {
    const { body: elsewhere } = await signIn(credence, ada.email);
    const { status } = await credence.call('POST', '/auth/logout', { token: session.access_token });
    expect(status).toBe(200);
    expect(await statusOf(session.access_token)).toBe(401);
    expect(refusal(await refresh(session.refresh_token))).toEqual([401, 'invalid_refresh_token']);
    expect(await statusOf(elsewhere.access_token)).toBe(200);
    expect((await refresh(elsewhere.refresh_token)).status).toBe(200);
  });

  test('a session remains ended after a restart (TOK-8)', async () => {
    expect(await statusOf(session.access_token, other)).toBe(200);
    await credence.call('POST', '/auth/logout', { token: session.access_token });
    await other.stop();
    other = await startOther();
    expect(await statusOf(session.access_token, other)).toBe(401);
  });

  test('a sign-out requires an access token (TOK-8)', async () => {
    expect(refusal(await credence.call('POST', '/auth/logout'))).toEqual([401, 'unauthenticated']);
  });
});

describe('the end of refresh tokens', () => {
  test('a password change revokes the refresh tokens of all other sessions (REF-9)', async () => {
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

  test('a password reset revokes all refresh tokens (REF-9, RST-7)', async () => {
    const token = await requestResetToken(credence, ada.email);
    const body = { token, new_password: 'a staple of correct horses' };
    await credence.call('POST', '/auth/reset-password-confirm', { body });
    expect((await refresh(session.refresh_token)).status).toBe(401);
  });

  test('deactivation revokes all refresh tokens, also after reactivation (REF-9, REF-8)', async () => {
    for (const action of ['deactivate', 'reactivate']) {
      const path = `/v1/users/${ada.userId}/${action}`;
      const { status } = await credence.call('POST', path, { token: SERVICE_TOKEN, body: {} });
      expect(status).toBe(200);
      expect((await refresh(session.refresh_token)).status).toBe(401);
    }
  });
});

describe('the history that its person reads', () => {
  const read = async (query = '', token = session.access_token) =>
    await credence.call('GET', `/auth/events${query}`, { token });

  test('the history has sentences, newest first, with the device and the address', async () => {
    const { body } = await read();
    expect(body.items[0]).toMatchObject({
      type: 'SessionStarted',
      by: 'you',
      device: 'node',
      ip: '127.0.0.1',
    });
    expect(body.items.at(-1)).toMatchObject({ type: 'UserRegistered', text: 'Your account was opened.' });
  });

  test('the pages of the history join without a gap or a repeat', async () => {
    const all = (await read()).body.items;
    const paged: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const after: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await read(`?limit=2${after}`);
      paged.push(...body.items);
      cursor = body.next_cursor;
    }
    expect(paged).toEqual(all);
    expect((await read('?cursor=nonsense')).body.code).toBe('invalid_cursor');
  });

  test('the history and the sessions of the past have the newest event, also before it is indexed', async () => {
    const known = (await read()).body.items;
    const database = new pg.Client({ connectionString: stores.databaseUrl });
    await database.connect();
    // No process moves a checkpoint that is locked.
    await database.query('begin');
    await database.query('select from credence_read.checkpoints where reader = $1 for update', [HISTORY]);
    const { body: newest, headers } = await signIn(credence, ada.email);
    const { body } = await read('', newest.access_token);
    const first = await read('?limit=1');
    const rest = await read(`?cursor=${String(first.body.next_cursor)}`);
    const asOf = String(headers.get('event-position'));
    const past = (point: string) =>
      credence.call('GET', `/v1/users/${ada.userId}/sessions?as_of=${point}`, { token: SERVICE_TOKEN });
    const [now, earlier] = [await past(asOf), await past(String(known[0]?.['id']))];
    await database.end();
    expect(body.items).toMatchObject([{ type: 'SessionStarted' }, ...known]);
    expect([...first.body.items, ...rest.body.items]).toEqual(body.items);
    expect([now.body.items.length, earlier.body.items.length]).toEqual([2, 1]);
  });

  test('“This wasn’t me” ends access everywhere within a second and sends a mail (AUD-3)', async () => {
    const { body: elsewhere } = await signIn(credence, ada.email);
    expect(await statusOf(elsewhere.access_token, other)).toBe(200);
    const id = String((await read()).body.items[0]?.['id']);
    const path = `/auth/events/${id}/not-me`;
    const { status } = await credence.call('POST', path, { token: session.access_token });
    const answered = Date.now();
    expect(status).toBe(200);
    expect(await statusOf(session.access_token)).toBe(401);
    await waitFor('the other process refuses', async () =>
      (await statusOf(elsewhere.access_token, other)) === 401 ? true : undefined,
    );
    expect(Date.now() - answered).toBeLessThan(1000);
    expect(refusal(await signIn(credence, ada.email))).toEqual([401, 'invalid_credentials']);
    await waitForMail(credence, ada.email, 'Your account is locked, as you asked');
    const token = await requestResetToken(credence, ada.email);
    const body = { token, new_password: 'kolibri zaun lampe' };
    expect((await credence.call('POST', '/auth/reset-password-confirm', { body })).status).toBe(200);
    expect((await signIn(credence, ada.email, body.new_password)).status).toBe(200);
  });

  test('an event of another person, and a place without an event, cannot be reported', async () => {
    const stranger = await createVerifiedAccount(credence);
    const { body } = await signIn(credence, stranger.email);
    const theirs = String((await read('', body.access_token)).body.items[0]?.['id']);
    for (const id of [theirs, theirs.replace(/./g, '9'), 'x']) {
      const answer = await credence.call('POST', `/auth/events/${id}/not-me`, {
        token: session.access_token,
      });
      expect(refusal(answer)).toEqual([404, 'not_found']);
    }
    expect(await statusOf(session.access_token)).toBe(200);
  });
});

test('an unused refresh token expires, and a session expires however often it is refreshed (REF-7)', async () => {
  const idle = await startCredence({
    ...stores.environment,
    ACCESS_TOKEN_TTL: '2s',
    REFRESH_TOKEN_TTL: '4s',
    REFRESH_TOKEN_IDLE_TTL: '2s',
  });
  const unused = (await signIn(idle, ada.email)).body.refresh_token;
  let used = (await signIn(idle, ada.email)).body.refresh_token;
  let refreshes = 0;
  const statuses = await waitFor('the session expires', async () => {
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
  ['a modified token', () => `${session.refresh_token.slice(0, -4)}AAAA`],
  ['a token in another encoding', () => `${session.refresh_token}=`],
  ['an arbitrary string', () => 'x'],
])('a refresh with %s is refused like one with a revoked token (TOK-3, REF-8)', async (_name, token) => {
  await credence.call('POST', '/auth/logout', { token: session.access_token });
  const revoked = await refresh(session.refresh_token);
  expect(comparableAnswer(await refresh(token()))).toEqual(comparableAnswer(revoked));
});

test('a refresh token is refused as an access token (TOK-3)', async () => {
  expect(await statusOf(session.refresh_token)).toBe(401);
});

test.each([
  [{}],
  [{ refresh_token: '' }],
  [{ refresh_token: ['x'] }],
  [{ refresh_token: 'x', scope: 'all' }],
])('a refresh with the body %j is refused as invalid input', async (body) => {
  const answer = await credence.call('POST', '/auth/refresh', { body });
  expect(refusal(answer)).toEqual([422, 'invalid_input']);
});
