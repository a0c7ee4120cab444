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
/** What the browser keeps, by name. */
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

/** Calls as a browser does: with its cookies, which it changes as it is told. */
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
  for (const set of answer.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
    if (/max-age=0(;|$)/i.test(set)) jar.delete(name);
    else jar.set(name, value);
  }
  return answer;
}

const enter = async (headers = SAME_ORIGIN as Record<string, string>) =>
  await browse('POST', '/auth/login', {
    body: { email: ada.email, password: PASSWORD, cookie: true },
    headers,
  });
const me = async (headers = SAME_ORIGIN as Record<string, string>) =>
  (await browse('GET', '/auth/me', { headers })).status;

describe('REF-11 a sign-in by cookie', () => {
  test('gives the tokens to the browser, and to no script', async () => {
    const { status, headers, body } = await enter();
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'cookie', expires_in: 600, user_id: ada.userId });
    expect(body).not.toHaveProperty('access_token');
    expect(body).not.toHaveProperty('refresh_token');
    const cookies = headers.getSetCookie();
    expect(cookies.map((one) => one.split('=')[0])).toEqual([ACCESS, REFRESH]);
    for (const one of cookies) {
      const attributes = one
        .split('; ')
        .slice(1)
        .map((attribute) => attribute.toLowerCase());
      for (const expected of ['path=/', 'secure', 'httponly', 'samesite=strict']) {
        expect(attributes).toContain(expected);
      }
      expect(attributes.some((attribute) => attribute.startsWith('domain'))).toBe(false);
    }
    expect(headers.get('cache-control')).toBe('no-store');
    expect(await me()).toBe(200);
  });

  test('is not what a client gets that does not ask for it', async () => {
    const body = { email: ada.email, password: PASSWORD };
    const answer = await browse('POST', '/auth/login', { body });
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(answer.body).toHaveProperty('access_token');
  });

  test('goes on by a refresh without a body, which replaces the cookies', async () => {
    await enter();
    const before = new Map(jar);
    const { status, body } = await browse('POST', '/auth/refresh');
    expect([status, body.token_type]).toEqual([200, 'cookie']);
    for (const name of [ACCESS, REFRESH]) expect(jar.get(name)).not.toBe(before.get(name));
    expect(await me()).toBe(200);
    jar.delete(ACCESS);
    expect((await browse('POST', '/auth/refresh')).status).toBe(200);
    expect(await me()).toBe(200);
  });

  test('WEB-5 ends with a sign-out that leaves nothing in the browser', async () => {
    await enter();
    const stolen = jar.get(ACCESS) ?? '';
    const { status, headers } = await browse('POST', '/auth/logout');
    expect(status).toBe(200);
    expect(headers.get('clear-site-data')).toContain('"cookies"');
    expect(jar.size).toBe(0);
    expect((await credence.call('GET', '/auth/me', { token: stolen })).status).toBe(401);
  });

  test.each([
    ['its own session', {}, 200],
    ['every session', { everywhere: true }, 401],
  ])('WEB-5 ends with a sign-out of %s also after the access token has gone', async (_, body, elsewhere) => {
    const { body: other } = await credence.call('POST', '/auth/login', {
      body: { email: ada.email, password: PASSWORD },
    });
    for (const access of [null, 'of a session before']) {
      await enter();
      const kept = jar.get(REFRESH) ?? '';
      if (access === null) jar.delete(ACCESS);
      else jar.set(ACCESS, access);
      const { status, headers } = await browse('POST', '/auth/logout', { body });
      expect(status).toBe(200);
      expect(headers.get('clear-site-data')).toContain('"cookies"');
      expect(jar.size).toBe(0);
      const old = await credence.call('POST', '/auth/refresh', { body: { refresh_token: kept } });
      expect(refusal(old)).toEqual([401, 'invalid_refresh_token']);
    }
    expect((await credence.call('GET', '/auth/me', { token: other.access_token })).status).toBe(elsewhere);
  });

  test('WEB-5 ends with its own session, and with no other one', async () => {
    const body = { email: ada.email, password: PASSWORD };
    await credence.call('POST', '/auth/login', { body });
    await enter();
    const { items } = (await browse('GET', '/auth/sessions')).body;
    const [own, other] = items.map(({ id }) => String(id));
    const { status, headers } = await browse('DELETE', `/auth/sessions/${other ?? ''}`);
    expect([status, headers.getSetCookie(), headers.get('clear-site-data')]).toEqual([200, [], null]);
    const ended = await browse('DELETE', `/auth/sessions/${own ?? ''}`);
    expect(ended.headers.get('clear-site-data')).toContain('"cookies"');
    expect(jar.size).toBe(0);
  });

  test('REF-11 does not end by a refresh token that is forged, or beside another credential', async () => {
    await enter();
    const kept = jar.get(REFRESH) ?? '';
    jar = new Map([[REFRESH, `${kept}x`]]);
    expect(refusal(await browse('POST', '/auth/logout'))).toEqual([401, 'invalid_refresh_token']);
    jar = new Map([[REFRESH, kept]]);
    const headers = { ...SAME_ORIGIN, authorization: 'Bearer x' };
    expect(refusal(await browse('POST', '/auth/logout', { headers }))).toEqual([401, 'unauthenticated']);
    expect((await browse('POST', '/auth/refresh')).status).toBe(200);
  });

  test('REF-11 ends everywhere by the newest refresh token only', async () => {
    await enter();
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

  test('LOG-4 replaces the session that the browser still had', async () => {
    await enter();
    const before = jar.get(ACCESS) ?? '';
    await enter();
    expect((await credence.call('GET', '/auth/me', { token: before })).status).toBe(401);
    jar.delete(ACCESS);
    const kept = jar.get(REFRESH) ?? '';
    await enter();
    const old = await credence.call('POST', '/auth/refresh', { body: { refresh_token: kept } });
    expect(refusal(old)).toEqual([401, 'invalid_refresh_token']);
  });
});

test('a key for repeats brings no browser the session of another', async () => {
  const headers = { ...SAME_ORIGIN, 'idempotency-key': randomUUID() };
  await enter();
  const first = await browse('POST', '/auth/refresh', { headers });
  expect(first.body.user_id).toBe(ada.userId);
  const bob = await createVerifiedAccount(credence);
  jar = new Map();
  await browse('POST', '/auth/login', { body: { email: bob.email, password: PASSWORD, cookie: true } });
  const other = await browse('POST', '/auth/refresh', { headers });
  expect([other.status, other.body.user_id]).toEqual([200, bob.userId]);
});

describe('REF-11 a write that carries cookies', () => {
  const foreign: [string, Record<string, string>][] = [
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example.com' }],
    [
      'a neighbour under the same domain',
      { 'sec-fetch-site': 'same-site', origin: 'https://evil.credence.test' },
    ],
    ['an opaque origin', { origin: 'null' }],
    ['an origin that begins like ours', { origin: `${FRONTEND}.evil.com` }],
    ['nobody knows where', {}],
  ];

  test.each(foreign)('is refused from %s, and changes nothing', async (_, headers) => {
    await enter();
    for (const [method, path, body] of [
      ['PATCH', '/auth/me', { username: 'mallory' }],
      ['POST', '/auth/logout', {}],
      ['DELETE', '/auth/sessions', undefined],
      ['POST', '/auth/refresh', undefined],
    ] as const) {
      const answer = await browse(method, path, { body, headers });
      expect([path, ...refusal(answer)]).toEqual([path, 403, 'cross_site_request']);
    }
    expect(await me()).toBe(200);
    expect((await browse('GET', '/auth/me')).body.username).toBe('ada');
    jar.delete(ACCESS);
    const answer = await browse('POST', '/auth/logout', { headers });
    expect(refusal(answer)).toEqual([403, 'cross_site_request']);
    expect((await browse('POST', '/auth/refresh')).status).toBe(200);
  });

  test.each(foreign)('is no sign-in by cookie from %s', async (_, headers) => {
    expect(refusal(await enter(headers))).toEqual([403, 'cross_site_request']);
    expect(jar.size).toBe(0);
  });

  test('is taken from this origin, and from one of the list', async () => {
    for (const headers of [SAME_ORIGIN, { origin: credence.url }, { origin: FRONTEND }]) {
      expect((await enter(headers)).status).toBe(200);
      const changed = await browse('PATCH', '/auth/me', { body: { username: 'countess' }, headers });
      expect([changed.status, changed.body.username]).toEqual([200, 'countess']);
    }
  });

  test('ends no session of another browser by signing in from elsewhere', async () => {
    await enter();
    const body = { email: ada.email, password: PASSWORD };
    await browse('POST', '/auth/login', { body, headers: { origin: 'https://evil.example.com' } });
    expect(await me()).toBe(200);
  });
});

describe('a cookie', () => {
  test('opens nothing that is for services', async () => {
    await enter();
    expect(refusal(await browse('GET', '/v1/users'))).toEqual([403, 'forbidden']);
  });

  test('counts for nothing beside another credential', async () => {
    await enter();
    for (const authorization of ['Basic YTpi', 'Bearer x', 'Bearer']) {
      expect(await me({ ...SAME_ORIGIN, authorization })).toBe(401);
    }
  });

  test('with something else in it is none', async () => {
    await enter();
    const [access = '', refresh = ''] = [jar.get(ACCESS), jar.get(REFRESH)];
    for (const wrong of ['x', refresh, `${access}x`, '', '%', '"']) {
      jar.set(ACCESS, wrong);
      expect([wrong, await me()]).toEqual([wrong, 401]);
    }
    jar.set(REFRESH, access);
    expect(refusal(await browse('POST', '/auth/refresh'))).toEqual([401, 'invalid_refresh_token']);
  });

  test('of another name counts for nothing', async () => {
    await enter();
    const token = jar.get(ACCESS) ?? '';
    for (const name of [
      'credence-access',
      '__Secure-credence-access',
      '__host-credence-access',
      'access_token',
    ]) {
      jar = new Map([[name, token]]);
      expect([name, await me()]).toEqual([name, 401]);
    }
  });
});

test('WEB-1 another origin may send cookies only if it is in the list', async () => {
  const allowed = async (origin: string) => {
    const { headers } = await fetch(`${credence.url}/auth/me`, { headers: { origin } });
    return [headers.get('access-control-allow-origin'), headers.get('access-control-allow-credentials')];
  };
  expect(await allowed(FRONTEND)).toEqual([FRONTEND, 'true']);
  expect(await allowed('https://evil.example.com')).toEqual([null, null]);
});
