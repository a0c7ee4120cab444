import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PASSWORD, createVerifiedAccount } from '../../support/clients/accounts.js';
import { createVisitor } from '../../support/clients/visitor.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { startCredence } from '../../support/server/credence.js';
import type { Answer, Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

/** An address of another machine (RFC 5737), at which browsers reach a development server. */
const PUBLIC_URL = 'http://192.0.2.1:8001';
const PAGE = { origin: PUBLIC_URL };

let stores: TestStores;

beforeAll(async () => {
  stores = await useStores();
});

afterAll(() => stores.dispose());

const start = (environment: Record<string, string>) =>
  startCredence({
    ...stores.environment,
    PUBLIC_URL,
    GOOGLE_CLIENT_ID: 'ours',
    GOOGLE_CLIENT_SECRET: 'a secret of ours',
    ...environment,
  });

async function signInWithCookies(credence: Credence): Promise<Answer> {
  const { email } = await createVerifiedAccount(credence);
  const body = { email, password: PASSWORD, cookie: true };
  return await credence.call('POST', '/auth/login', { body, headers: PAGE });
}

describe('Secure cookies on an http origin that is not loopback', () => {
  let credence: Credence;
  beforeAll(async () => {
    credence = await start({});
  });
  afterAll(() => credence.stop());

  const WARNING = expect.stringMatching(/^Browsers discard the cookies .*INSECURE_COOKIES=true/);

  test('the start and the answer to a sign-in say why browsers discard them', async () => {
    const { status, body, headers } = await signInWithCookies(credence);
    expect([status, body]).toMatchObject([200, { token_type: 'cookie', cookie_warning: WARNING }]);
    expect(headers.getSetCookie()).toEqual(Array(2).fill(expect.stringContaining('; Secure')));
    expect(credence.output()).toContain('Browsers discard the cookies of this service');
  });

  test('the answer to a callback without the cookie says why, and the log has the reason', async () => {
    const { status, body } = await credence.call('GET', '/oauth/google/callback?state=unknown');
    expect([status, body]).toMatchObject([400, { code: 'invalid_state', detail: WARNING }]);
    await waitFor('the log has the reason', () => credence.output().includes('"reason":"no_cookie"'));
  });
});

describe('a service with INSECURE_COOKIES', () => {
  let credence: Credence;
  beforeAll(async () => {
    credence = await start({ INSECURE_COOKIES: 'true' });
  });
  afterAll(() => credence.stop());

  test('a browser on http stays signed in and signs out with cookies that it keeps', async () => {
    const signedIn = await signInWithCookies(credence);
    expect(signedIn.body).not.toHaveProperty('cookie_warning');
    expect(signedIn.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^credence-access=[^;]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Strict$/),
      expect.stringMatching(/^credence-refresh=[^;]+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/),
    ]);
    const browser = createVisitor();
    browser.storeCookies(PUBLIC_URL, signedIn.headers);
    const headers = { ...PAGE, cookie: browser.cookies(PUBLIC_URL) };
    expect((await credence.call('GET', '/auth/me', { headers })).status).toBe(200);
    const signedOut = await credence.call('POST', '/auth/logout', { headers, body: {} });
    expect(signedOut.status).toBe(200);
    browser.storeCookies(PUBLIC_URL, signedOut.headers);
    expect(browser.cookies(PUBLIC_URL)).toBe('');
  });

  test('a cookie with the prefix __Host- is ignored, because it cannot come from a browser', async () => {
    const { headers } = await signInWithCookies(credence);
    const cookie = headers
      .getSetCookie()
      .map((line) => `__Host-${line.split(';')[0] ?? ''}`)
      .join('; ');
    expect((await credence.call('GET', '/auth/me', { headers: { ...PAGE, cookie } })).status).toBe(401);
  });

  test('the OpenAPI document names the cookie', async () => {
    const document: unknown = await (await fetch(`${credence.url}/openapi.json`)).json();
    expect(document).toMatchObject({
      components: { securitySchemes: { cookie: { name: 'credence-access' } } },
    });
  });
});
