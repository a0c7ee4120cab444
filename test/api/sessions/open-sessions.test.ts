import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PASSWORD, signIn, createVerifiedAccount } from '../../support/clients/accounts.js';
import type { Account } from '../../support/clients/accounts.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Answer, Credence } from '../../support/server/credence.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { refusal } from '../../support/clients/refusals.js';
import { listAll } from '../../support/clients/admin-api.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';

let stores: TestStores;
let credence: Credence;
let other: Credence;
let ada: Account;

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
});

async function startSession(userAgent = FIREFOX, account = ada): Promise<Answer['body']> {
  const body = { email: account.email, password: PASSWORD };
  const headers = { 'user-agent': userAgent };
  return (await credence.call('POST', '/auth/login', { body, headers })).body;
}

async function listSessions(token: string, query = ''): Promise<Answer['body']> {
  return (await credence.call('GET', `/auth/sessions${query}`, { token })).body;
}

const ids = ({ items }: Answer['body']) => items.map(({ id }) => String(id));
const statusOf = async (token: string, by = credence) => (await by.call('GET', '/auth/me', { token })).status;
const refresh = async (token: string) =>
  await credence.call('POST', '/auth/refresh', { body: { refresh_token: token } });

describe('the list of sessions', () => {
  test('the list shows each session with its device, newest first, and marks the current one', async () => {
    const desk = await startSession(FIREFOX);
    const phone = await startSession(PHONE);
    const { items } = await listSessions(desk.access_token);
    expect(items).toMatchObject([
      { device: 'Safari on iOS', current: false, ip: '127.0.0.1', amr: ['pwd'] },
      { device: 'Firefox on Linux', current: true, ip: '127.0.0.1', amr: ['pwd'] },
    ]);
    expect((await listSessions(phone.access_token)).items.map(({ current }) => current)).toEqual([
      true,
      false,
    ]);
  });

  test('the list shows when each session was last used', async () => {
    const session = await startSession();
    const [before] = (await listSessions(session.access_token)).items;
    await refresh(session.refresh_token);
    const [after] = (await listSessions(session.access_token)).items;
    expect(String(after?.['last_used_at']) > String(before?.['last_used_at'])).toBe(true);
    expect(String(after?.['expires_at']) > String(before?.['expires_at'])).toBe(true);
    expect(after?.['started_at']).toBe(before?.['started_at']);
  });

  test('the list has pages and contains active sessions only', async () => {
    const sessions = [await startSession(), await startSession(), await startSession()];
    const [first = ''] = sessions.map(({ access_token }) => access_token);
    const all = await listSessions(first);
    expect(all.items).toHaveLength(3);
    const page = await listSessions(first, '?limit=2');
    const rest = await listSessions(first, `?limit=2&cursor=${String(page.next_cursor)}`);
    expect([...ids(page), ...ids(rest)]).toEqual(ids(all));
    expect(rest.next_cursor).toBeNull();
    await credence.call('DELETE', '/auth/sessions', { token: first });
    expect(ids(await listSessions(first))).toEqual(ids(all).slice(2));
  });

  test('the list contains no session of another user', async () => {
    await startSession();
    const bob = await createVerifiedAccount(credence);
    const { access_token } = await startSession(FIREFOX, bob);
    expect((await listSessions(access_token)).items).toHaveLength(1);
  });
});

describe('ending sessions', () => {
  test('ending another session takes effect in every process and is idempotent (TOK-8)', async () => {
    const desk = await startSession();
    const phone = await startSession(PHONE);
    const [id = ''] = ids(await listSessions(desk.access_token));
    expect(await statusOf(phone.access_token, other)).toBe(200);
    for (let n = 0; n < 2; n += 1) {
      const { status } = await credence.call('DELETE', `/auth/sessions/${id}`, { token: desk.access_token });
      expect(status).toBe(200);
    }
    expect([await statusOf(phone.access_token), await statusOf(desk.access_token)]).toEqual([401, 200]);
    expect(refusal(await refresh(phone.refresh_token))).toEqual([401, 'invalid_refresh_token']);
    await waitFor('the other process refuses', async () =>
      (await statusOf(phone.access_token, other)) === 401 ? true : undefined,
    );
  });

  test('ending the session of another user answers like an unknown session (ADM-2)', async () => {
    const desk = await startSession();
    const [id = ''] = ids(await listSessions(desk.access_token));
    const bob = await startSession(FIREFOX, await createVerifiedAccount(credence));
    for (const target of [id, randomUUID()]) {
      const answer = await credence.call('DELETE', `/auth/sessions/${target}`, { token: bob.access_token });
      expect(refusal(answer)).toEqual([404, 'unknown_session']);
    }
    expect(await statusOf(desk.access_token)).toBe(200);
  });

  test('ending all other sessions keeps the current one (TOK-8)', async () => {
    const [desk, phone] = [await startSession(), await startSession(PHONE)];
    const { status } = await credence.call('DELETE', '/auth/sessions', { token: desk.access_token });
    expect(status).toBe(200);
    expect([await statusOf(desk.access_token), await statusOf(phone.access_token)]).toEqual([200, 401]);
    expect((await refresh(phone.refresh_token)).status).toBe(401);
    expect((await refresh(desk.refresh_token)).status).toBe(200);
  });

  test('a sign-out everywhere ends the current session as well (TOK-8)', async () => {
    const [desk, phone] = [await startSession(), await startSession(PHONE)];
    const body = { everywhere: true };
    const { status } = await credence.call('POST', '/auth/logout', { token: desk.access_token, body });
    expect(status).toBe(200);
    expect([await statusOf(desk.access_token), await statusOf(phone.access_token)]).toEqual([401, 401]);
    expect(await statusOf((await startSession()).access_token)).toBe(200);
  });

  test('ended sessions remain ended after a restart (TOK-8)', async () => {
    const [kept, signedOut, ended] = [await startSession(), await startSession(), await startSession()];
    await credence.call('POST', '/auth/logout', { token: signedOut.access_token });
    await credence.call('DELETE', '/auth/sessions', { token: kept.access_token });
    await other.stop();
    other = await startOther();
    const tokens = [kept, signedOut, ended].map(({ access_token }) => access_token);
    expect(await Promise.all(tokens.map((token) => statusOf(token, other)))).toEqual([200, 401, 401]);
  });
});

describe('session administration', () => {
  const path = (userId: string, action: string) => `/v1/users/${userId}/${action}`;

  test('an administrator lists and ends the sessions of a user, with a reason (ADM-10)', async () => {
    const session = await startSession();
    expect(await listAll(credence, path(ada.userId, 'sessions'))).toMatchObject([{ current: false }]);
    const body = { reason: 'a device was lost' };
    const call = { token: SERVICE_TOKEN, body };
    expect((await credence.call('POST', path(ada.userId, 'sign-out'), call)).status).toBe(200);
    expect(await statusOf(session.access_token)).toBe(401);
    expect(await listAll(credence, path(ada.userId, 'sessions'))).toEqual([]);
    const [event] = (await listAll(credence, path(ada.userId, 'events'))).filter(
      ({ type }) => type === 'SessionsEnded',
    );
    expect(event).toMatchObject({ actor: 'service', data: { reason: 'a device was lost' } });
  });

  test('session administration refuses unknown users with 404 and user tokens with 403 (ADM-10)', async () => {
    const unknownId = randomUUID();
    const { access_token } = await startSession();
    for (const [method, action] of [
      ['GET', 'sessions'],
      ['POST', 'sign-out'],
    ] as const) {
      const service = await credence.call(method, path(unknownId, action), { token: SERVICE_TOKEN });
      expect(refusal(service)).toEqual([404, 'unknown_user']);
      const user = await credence.call(method, path(ada.userId, action), { token: access_token });
      expect(refusal(user)).toEqual([403, 'forbidden']);
    }
  });
});

describe('security notices', () => {
  const SUBJECT = 'A sign-in to your account';
  const notices = async (count: number) =>
    (await credence.mails(ada.email, count)).filter(({ subject }) => subject === SUBJECT);

  test('a sign-in on a new device sends one notice, and one on a known device sends none (LOG-7)', async () => {
    await startSession(FIREFOX);
    await startSession(FIREFOX);
    await startSession(PHONE);
    const [mail, ...more] = await notices(2);
    expect(more).toEqual([]);
    expect(mail?.text).toContain('Safari on iOS, from the address 127.0.0.1');
    expect(mail?.text).toContain('had not signed in to it before');
  });

  test('a sign-in after several failures sends a notice (LOG-7)', async () => {
    await startSession();
    for (let n = 0; n < 3; n += 1) await signIn(credence, ada.email, 'wrong');
    await startSession();
    const [mail] = await notices(2);
    expect(mail?.text).toContain('after several attempts that had failed');
  });

  test('reuse of a refresh token sends a notice (LOG-7, REF-3)', async () => {
    const session = await startSession();
    const { body: second } = await refresh(session.refresh_token);
    await refresh(second.refresh_token);
    await refresh(session.refresh_token);
    const mails = await credence.mails(ada.email, 2);
    expect(mails.at(-1)?.subject).toBe('One of your sessions was ended');
  });
});

test('a sign-in with an access token ends the session of that token (LOG-4)', async () => {
  const before = await startSession();
  const body = { email: ada.email, password: PASSWORD };
  const { body: after } = await credence.call('POST', '/auth/login', { body, token: before.access_token });
  expect([await statusOf(before.access_token), await statusOf(after.access_token)]).toEqual([401, 200]);
  const stale = await credence.call('POST', '/auth/login', { body, token: before.access_token });
  expect(stale.status).toBe(200);
});

describe('the sessions of the past (PST-2)', () => {
  const past = (asOf: string, query = '') =>
    credence.call('GET', `/v1/users/${ada.userId}/sessions?as_of=${encodeURIComponent(asOf)}${query}`, {
      token: SERVICE_TOKEN,
    });
  /** Returns the position of the newest event about the user. */
  const newest = async () =>
    String(
      (await listAll(credence, `/v1/users/${ada.userId}/events`)).findLast(
        ({ type }) => type !== 'MailSent',
      )?.['position'],
    );

  test('a session is in the list from its start to its end, by position and by time', async () => {
    const before = await newest();
    const desk = await startSession(FIREFOX);
    const phone = await startSession(PHONE);
    const during = await newest();
    await credence.call('DELETE', '/auth/sessions', { token: phone.access_token });
    const after = await newest();
    expect((await past(before)).body.items).toEqual([]);
    const both = (await past(during)).body;
    expect(both.items).toMatchObject([
      { device: 'Safari on iOS' },
      { device: 'Firefox on Linux', erased: false },
    ]);
    expect((await past(after)).body.items).toEqual([both.items[0]]);
    expect((await past(new Date(Date.now() + 60_000).toISOString())).body.items).toEqual([both.items[0]]);
    const page = (await past(during, '&limit=1')).body;
    const rest = (await past(during, `&limit=1&cursor=${String(page.next_cursor)}`)).body;
    expect([...page.items, ...rest.items]).toEqual(both.items);
    expect(await statusOf(desk.access_token)).toBe(401);
  });

  test('a point before the registration is 404, and a malformed one is 400', async () => {
    expect(refusal(await past('2020-01-01T00:00:00Z'))).toEqual([404, 'unknown_user']);
    expect(refusal(await past('yesterday'))).toEqual([400, 'invalid_position']);
  });
});
