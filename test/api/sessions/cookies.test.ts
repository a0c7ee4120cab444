import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PASSWORD, createVerifiedAccount } from '../../support/clients/accounts.js';
import type { Account } from '../../support/clients/accounts.js';
import { startCredence } from '../../support/server/credence.js';
import type { Answer, Credence } from '../../support/server/credence.js';
import { refusal } from '../../support/clients/refusals.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

const FRONTEND = 'https://app.example.com';
const ACCESS = '__Host-credence-access';
const REFRESH = '__Host-credence-refresh';

let stores: TestStores;
let credence: Credence;
let ada: Account;
/** Cookies of the browser by name. */
let jar: Map<string, string>;

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence({ ...stores.environment, CORS_ORIGINS: FRONTEND });
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

beforeEach(async () => {
  ada = await createVerifiedAccount(credence);
  jar = new Map();
});

const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' };

/** Sends a request as a browser does, with the stored cookies, and stores the cookies of the answer. */
async function browse(
  method: string,
  path: string,
  { body, headers = SAME_ORIGIN }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await credence.call(method, path, {
    headers: { ...headers, ...(cookie !== '' && { cookie }) },
    ...(body !== undefined && { body }),
  });
  for (const cookieLine of answer.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookieLine) ?? [];
    if (/max-age=0(;|$)/i.test(cookieLine)) jar.delete(name);
    else jar.set(name, value);
  }
  return answer;
}

const signInWithCookies = async (headers = SAME_ORIGIN as Record<string, string>) =>
  await browse('POST', '/auth/login', {
    body: { email: ada.email, password: PASSWORD, cookie: true },
    headers,
  });
const statusOfMe = async (headers = SAME_ORIGIN as Record<string, string>) =>
  (await browse('GET', '/auth/me', { headers })).status;

describe('a cookie session', () => {
  test('a cookie sign-in sets HttpOnly cookies and returns no token in the body (REF-11)', async () => {
    const { status, headers, body } = await signInWithCookies();
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'cookie', expires_in: 600, user_id: ada.userId });
    expect(body).not.toHaveProperty('access_token');
    expect(body).not.toHaveProperty('refresh_token');
    const cookies = headers.getSetCookie();
    expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual([ACCESS, REFRESH]);
    for (const cookie of cookies) {
      const attributes = cookie
        .split('; ')
        .slice(1)
        .map((attribute) => attribute.toLowerCase());
      for (const expected of ['path=/', 'secure', 'httponly', 'samesite=strict']) {
        expect(attributes).toContain(expected);
      }
      expect(attributes.some((attribute) => attribute.startsWith('domain'))).toBe(false);
    }
    expect(headers.get('cache-control')).toBe('no-store');
    expect(await statusOfMe()).toBe(200);
  });

  test('a sign-in without the cookie option sets no cookie (REF-11)', async () => {
    const body = { email: ada.email, password: PASSWORD };
    const answer = await browse('POST', '/auth/login', { body });
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(answer.body).toHaveProperty('access_token');
  });

  test('a refresh without a body replaces the cookies, also after the access cookie is gone (REF-11)', async () => {
    await signInWithCookies();
    const before = new Map(jar);
    const { status, body } = await browse('POST', '/auth/refresh');
    expect([status, body.token_type]).toEqual([200, 'cookie']);
    for (const name of [ACCESS, REFRESH]) expect(jar.get(name)).not.toBe(before.get(name));
    expect(await statusOfMe()).toBe(200);
    jar.delete(ACCESS);
    expect((await browse('POST', '/auth/refresh')).status).toBe(200);
    expect(await statusOfMe()).toBe(200);
  });

  test('a sign-out ends the cookie session and clears the browser (WEB-5)', async () => {
    await signInWithCookies();
    const stolen = jar.get(ACCESS) ?? '';
    const { status, headers } = await browse('POST', '/auth/logout');
    expect(status).toBe(200);
    expect(headers.get('clear-site-data')).toBe('"cache"');
    expect(jar.size).toBe(0);
    expect((await credence.call('GET', '/auth/me', { token: stolen })).status).toBe(401);
  });

  test.each([
    ['its own session', {}, 200],
    ['every session', { everywhere: true }, 401],
  ])('a sign-out of %s works without a valid access cookie (WEB-5)', async (_, body, otherStatus) => {
    const { body: other } = await credence.call('POST', '/auth/login', {
      body: { email: ada.email, password: PASSWORD },
    });
    for (const access of [null, 'of an earlier session']) {
      await signInWithCookies();
      const kept = jar.get(REFRESH) ?? '';
      if (access === null) jar.delete(ACCESS);
      else jar.set(ACCESS, access);
      const { status, headers } = await browse('POST', '/auth/logout', { body });
      expect(status).toBe(200);
      expect(headers.get('clear-site-data')).toBe('"cache"');
      expect(jar.size).toBe(0);
      const old = await credence.call('POST', '/auth/refresh', { body: { refresh_token: kept } });
      expect(refusal(old)).toEqual([401, 'invalid_refresh_token']);
    }
    expect((await credence.call('GET', '/auth/me', { token: other.access_token })).status).toBe(otherStatus);
  });

  test('ending the own session clears the browser, and ending another session does not (WEB-5)', async () => {
    const body = { email: ada.email, password: PASSWORD };
    await credence.call('POST', '/auth/login', { body });
    await signInWithCookies();
    const { items } = (await browse('GET', '/auth/sessions')).body;
    const [own, other] = items.map(({ id }) => String(id));
    const { status, headers } = await browse('DELETE', `/auth/sessions/${other ?? ''}`);
    expect([status, headers.getSetCookie(), headers.get('clear-site-data')]).toEqual([200, [], null]);
    const ended = await browse('DELETE', `/auth/sessions/${own ?? ''}`);
    expect(ended.headers.get('clear-site-data')).toBe('"cache"');
    expect(jar.size).toBe(0);
  });

  test.each(['application/json', 'application/json; charset=utf-8', 'text/plain;charset=UTF-8'])(
    'a sign-out with an empty body of type %s is one without a body (WEB-2)',
    async (type) => {
      await signInWithCookies();
      const headers = { ...SAME_ORIGIN, 'content-type': type };
      expect((await browse('POST', '/auth/refresh', { body: '', headers })).status).toBe(200);
      expect((await browse('POST', '/auth/logout', { body: '', headers })).status).toBe(200);
    },
  );

  test('a repeat with an Idempotency-Key from a page of another origin gets no stored answer (REF-11)', async () => {
    const key = { 'idempotency-key': randomUUID() };
    expect((await signInWithCookies({ ...SAME_ORIGIN, ...key })).status).toBe(200);
    expect((await signInWithCookies({ ...SAME_ORIGIN, ...key })).status).toBe(200);
    const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example', ...key };
    const refused = await signInWithCookies(foreign);
    expect(refusal(refused)).toEqual([403, 'cross_site_request']);
    expect(refused.headers.getSetCookie()).toEqual([]);
    expect((await signInWithCookies({ ...SAME_ORIGIN, ...key })).status).toBe(200);
  });

  test('a sign-out deletes the cookies of Credence by name and no data of other hosts or of a front end (WEB-16)', async () => {
    await signInWithCookies();
    const { headers } = await browse('POST', '/auth/logout');
    const deleted = headers.getSetCookie();
    expect(deleted.map((cookie) => cookie.split('=')[0])).toEqual([ACCESS, REFRESH, '__Host-credence-oauth']);
    for (const cookie of deleted) {
      expect(cookie).toMatch(/^[^=]+=;/);
      expect(cookie).toMatch(/max-age=0(;|$)/i);
      expect(cookie).toMatch(/path=\/(;|$)/i);
      expect(cookie).toMatch(/secure/i);
      expect(cookie).not.toMatch(/domain=/i);
    }
    expect(headers.get('clear-site-data')).not.toMatch(/cookies|storage|executionContexts|\*/);
  });

  test('a sign-out by a forged refresh cookie, or by one beside another credential, is refused (REF-11)', async () => {
    await signInWithCookies();
    const kept = jar.get(REFRESH) ?? '';
    jar = new Map([[REFRESH, `${kept}x`]]);
    expect(refusal(await browse('POST', '/auth/logout'))).toEqual([401, 'invalid_refresh_token']);
    jar = new Map([[REFRESH, kept]]);
    const headers = { ...SAME_ORIGIN, authorization: 'Bearer x' };
    expect(refusal(await browse('POST', '/auth/logout', { headers }))).toEqual([401, 'unauthenticated']);
    expect((await browse('POST', '/auth/refresh')).status).toBe(200);
  });

  test('a sign-out everywhere by a replaced refresh cookie is refused and ends that session alone (REF-11)', async () => {
    await signInWithCookies();
    const replaced = jar.get(REFRESH) ?? '';
    for (let n = 0; n < 2; n += 1) await browse('POST', '/auth/refresh');
    const newest = jar.get(REFRESH) ?? '';
    const { body: other } = await credence.call('POST', '/auth/login', {
      body: { email: ada.email, password: PASSWORD },
    });
    jar = new Map([[REFRESH, replaced]]);
    const refused = await browse('POST', '/auth/logout', { body: { everywhere: true } });
    expect(refusal(refused)).toEqual([401, 'invalid_refresh_token']);
    const own = await credence.call('POST', '/auth/refresh', { body: { refresh_token: newest } });
    expect(own.status).toBe(401);
    expect((await credence.call('GET', '/auth/me', { token: other.access_token })).status).toBe(200);
  });

  test('a cookie sign-in ends the earlier session of the browser (LOG-4)', async () => {
    await signInWithCookies();
    const before = jar.get(ACCESS) ?? '';
    await signInWithCookies();
    expect((await credence.call('GET', '/auth/me', { token: before })).status).toBe(401);
    jar.delete(ACCESS);
    const kept = jar.get(REFRESH) ?? '';
    await signInWithCookies();
    const old = await credence.call('POST', '/auth/refresh', { body: { refresh_token: kept } });
    expect(refusal(old)).toEqual([401, 'invalid_refresh_token']);
  });
});

test('an Idempotency-Key never returns the session of another browser', async () => {
  const headers = { ...SAME_ORIGIN, 'idempotency-key': randomUUID() };
  await signInWithCookies();
  const first = await browse('POST', '/auth/refresh', { headers });
  expect(first.body.user_id).toBe(ada.userId);
  const bob = await createVerifiedAccount(credence);
  jar = new Map();
  await browse('POST', '/auth/login', { body: { email: bob.email, password: PASSWORD, cookie: true } });
  const other = await browse('POST', '/auth/refresh', { headers });
  expect([other.status, other.body.user_id]).toEqual([200, bob.userId]);
});

describe('a write request with cookies', () => {
  const foreign: [string, Record<string, string>][] = [
    ['from another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example.com' }],
    [
      'from another host of the same site',
      { 'sec-fetch-site': 'same-site', origin: 'https://evil.credence.test' },
    ],
    ['from an opaque origin', { origin: 'null' }],
    ['from an origin with the allowed origin as a prefix', { origin: `${FRONTEND}.evil.com` }],
    ['without headers about its origin', {}],
  ];

  test.each(foreign)(
    'a write request with cookies %s is refused and changes nothing (REF-11)',
    async (_, headers) => {
      await signInWithCookies();
      for (const [method, path, body] of [
        ['PATCH', '/auth/me', { username: 'mallory' }],
        ['POST', '/auth/logout', {}],
        ['DELETE', '/auth/sessions', undefined],
        ['POST', '/auth/refresh', undefined],
      ] as const) {
        const answer = await browse(method, path, { body, headers });
        expect([path, ...refusal(answer)]).toEqual([path, 403, 'cross_site_request']);
      }
      expect(await statusOfMe()).toBe(200);
      expect((await browse('GET', '/auth/me')).body.username).toBe('ada');
      jar.delete(ACCESS);
      const answer = await browse('POST', '/auth/logout', { headers });
      expect(refusal(answer)).toEqual([403, 'cross_site_request']);
      expect((await browse('POST', '/auth/refresh')).status).toBe(200);
    },
  );

  test.each(foreign)('a cookie sign-in %s is refused (REF-11)', async (_, headers) => {
    expect(refusal(await signInWithCookies(headers))).toEqual([403, 'cross_site_request']);
    expect(jar.size).toBe(0);
  });

  test('a write request with cookies is accepted from the own origin and from a configured one (REF-11)', async () => {
    for (const headers of [SAME_ORIGIN, { origin: credence.url }, { origin: FRONTEND }]) {
      expect((await signInWithCookies(headers)).status).toBe(200);
      const changed = await browse('PATCH', '/auth/me', { body: { username: 'countess' }, headers });
      expect([changed.status, changed.body.username]).toEqual([200, 'countess']);
    }
  });

  test('a cross-site sign-in without the cookie option does not end the session of the browser (REF-11)', async () => {
    await signInWithCookies();
    const body = { email: ada.email, password: PASSWORD };
    await browse('POST', '/auth/login', { body, headers: { origin: 'https://evil.example.com' } });
    expect(await statusOfMe()).toBe(200);
  });
});

describe('a session cookie', () => {
  test('a session cookie is refused by endpoints for services', async () => {
    await signInWithCookies();
    expect(refusal(await browse('GET', '/v1/users'))).toEqual([403, 'forbidden']);
  });

  test('a session cookie is ignored beside an Authorization header', async () => {
    await signInWithCookies();
    for (const authorization of ['Basic YTpi', 'Bearer x', 'Bearer']) {
      expect(await statusOfMe({ ...SAME_ORIGIN, authorization })).toBe(401);
    }
  });

  test('a session cookie with another value is refused', async () => {
    await signInWithCookies();
    const [access = '', refresh = ''] = [jar.get(ACCESS), jar.get(REFRESH)];
    for (const wrong of ['x', refresh, `${access}x`, '', '%', '"']) {
      jar.set(ACCESS, wrong);
      expect([wrong, await statusOfMe()]).toEqual([wrong, 401]);
    }
    jar.set(REFRESH, access);
    expect(refusal(await browse('POST', '/auth/refresh'))).toEqual([401, 'invalid_refresh_token']);
  });

  test('a session cookie with another name is ignored', async () => {
    await signInWithCookies();
    const token = jar.get(ACCESS) ?? '';
    for (const name of [
      'credence-access',
      '__Secure-credence-access',
      '__host-credence-access',
      'access_token',
    ]) {
      jar = new Map([[name, token]]);
      expect([name, await statusOfMe()]).toEqual([name, 401]);
    }
  });
});

test('CORS allows credentials for configured origins only (WEB-1)', async () => {
  const allowed = async (origin: string) => {
    const { headers } = await fetch(`${credence.url}/auth/me`, { headers: { origin } });
    return [headers.get('access-control-allow-origin'), headers.get('access-control-allow-credentials')];
  };
  expect(await allowed(FRONTEND)).toEqual([FRONTEND, 'true']);
  expect(await allowed('https://evil.example.com')).toEqual([null, null]);
});
