import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newEmail, PASSWORD } from '../support/clients/accounts.js';
import { findChromium, openMonitoredPage, startBrowser } from '../support/clients/browser.js';
import { createVisitor } from '../support/clients/visitor.js';
import type { BackgroundServer } from '../support/deployments/background-server.js';
import { OUTSIDE, startNginx } from '../support/deployments/nginx.js';
import { whyNoProgram } from '../support/deployments/programs.js';
import { startPlainProvider } from '../support/federation/plain-provider.js';
import type { PlainProvider } from '../support/federation/plain-provider.js';
import { describeWhere } from '../support/requirements/describe-where.js';
import { SERVICE_TOKEN, startCredence } from '../support/server/credence.js';
import type { Credence, InboxItem } from '../support/server/credence.js';
import { freePort } from '../support/server/free-port.js';
import { useStores } from '../support/stores/stores.js';
import type { TestStores } from '../support/stores/stores.js';

const LONG_MS = 300_000;
const executable = await findChromium();
const inBrowser = describeWhere(
  executable === null ? 'there is no Chromium on the PATH (Debian: apt-get install chromium)' : null,
);

/** The last two prefixes are also the beginning of paths of the service. */
const PROXIES = [
  ['/accounts', true],
  ['/accounts', false],
  ['/auth', true],
  ['/auth', false],
] as const;

describeWhere(await whyNoProgram('nginx', 'nginx'))('behind nginx below a path (WEB-17)', () => {
  describe.each(PROXIES)('%s, which nginx removes: %s', (prefix, strips) => {
    let stores: TestStores;
    let provider: PlainProvider;
    let nginx: BackgroundServer;
    let credence: Credence;
    let publicUrl: string;

    beforeAll(async () => {
      stores = await useStores();
      provider = await startPlainProvider();
      const port = await freePort();
      publicUrl = `http://127.0.0.1:${port}${prefix}`;
      const forum = {
        title: 'Forum',
        client_id: 'ours',
        authorization_endpoint: `${provider.url}/authorize`,
        token_endpoint: `${provider.url}/token`,
        profile_endpoint: `${provider.url}/me`,
        scopes: [],
        claims: { subject: 'id', email_verified: 'confirmed' },
      };
      credence = await startCredence({
        ...stores.environment,
        PUBLIC_URL: publicUrl,
        OAUTH_PROVIDERS: JSON.stringify({ forum }),
        TRUSTED_PROXIES: '127.0.0.1',
      });
      nginx = await startNginx({ port, prefix, upstream: credence.url, strips });
    }, LONG_MS);

    afterAll(async () => {
      await nginx.stop();
      await credence.stop();
      await provider.stop();
      await stores.dispose();
    });

    const get = (path: string, headers: Record<string, string> = {}) =>
      fetch(publicUrl + path, { headers, redirect: 'manual' });
    const post = (path: string, body: object, headers: Record<string, string> = {}) =>
      fetch(publicUrl + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });

    async function signUp(): Promise<{ email: string; link: string }> {
      const email = newEmail();
      expect((await post('/auth/signup', { email, username: 'ada', password: PASSWORD })).status).toBe(201);
      const [mail] = await credence.mails(email);
      return { email, link: linkOf(mail) };
    }

    /** Returns the absolute URLs that a page refers to. */
    async function linksOf(page: Response): Promise<URL[]> {
      const references = [...(await page.text()).matchAll(/(?:src|href|action|data-endpoint)="([^"]+)"/g)];
      return references.map(([, reference = '']) => new URL(reference, page.url));
    }

    test('the mailed page finds its files and its endpoint, and the account signs in', async () => {
      const { email, link } = await signUp();
      expect(link).toMatch(`${publicUrl}/verify-email?token=`);
      const page = await fetch(link);
      expect(page.status).toBe(200);
      const [, style, script, endpoint] = await linksOf(page);
      for (const file of [style, script]) expect((await fetch(file ?? '')).status).toBe(200);
      const token = new URL(link).searchParams.get('token');
      const verified = await fetch(endpoint ?? '', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
      });
      expect(verified.status).toBe(200);
      expect((await post('/auth/login', { email, password: PASSWORD })).status).toBe(200);
    });

    test.each([
      '/docs',
      '/dev/inbox',
      '/verify-email',
      '/reset-password',
      '/confirm-email',
      '/confirm-sign-up',
    ])('every file of the page %s is below the prefix', async (path) => {
      const page = await get(path);
      expect(page.status).toBe(200);
      const files = (await linksOf(page)).filter(({ pathname }) => /\.(css|js|json)$/.test(pathname));
      expect(files.length).toBeGreaterThan(0);
      for (const file of files) expect([file.href, (await fetch(file)).status]).toEqual([file.href, 200]);
    });

    test('the documents name the public URL', async () => {
      const openApi: unknown = await (await get('/openapi.json')).json();
      expect(openApi).toMatchObject({ servers: [{ url: publicUrl }] });
      expect(await (await get('/docs/start.js')).text()).toContain(`url: '${prefix}/openapi.json'`);
      const discovery = (await (await get('/.well-known/openid-configuration')).json()) as Record<
        string,
        string
      >;
      expect(discovery).toMatchObject({ issuer: publicUrl });
      expect((await fetch(discovery['jwks_uri'] ?? '')).status).toBe(200);
    });

    test('a sign-in by a provider returns below the prefix', async () => {
      provider.setAnswers({ '/me': [200, { id: 'ada', email: newEmail(), confirmed: true }] });
      const page = await createVisitor().visit(`${publicUrl}/oauth/forum`);
      expect(page.url.href).toMatch(`${publicUrl}/oauth/forum/callback?`);
      expect([page.status, JSON.parse(page.text)]).toMatchObject([200, { token_type: 'bearer' }]);
    });

    test('a failed sign-in shows a page whose style is below the prefix', async () => {
      const page = await get('/oauth/forum/callback?state=unknown', { accept: 'text/html' });
      expect(page.status).toBe(400);
      const [, style, wayOn] = await linksOf(page);
      expect([style?.href, wayOn?.href]).toEqual([`${publicUrl}/pages/page.css`, `${publicUrl}/oauth/forum`]);
    });

    test('cookies of the host work below the prefix, with the proof of the page', async () => {
      const { email, link } = await signUp();
      await post('/auth/verify-email', { token: new URL(link).searchParams.get('token') });
      const { origin } = new URL(publicUrl);
      const signedIn = await post('/auth/login', { email, password: PASSWORD, cookie: true }, { origin });
      expect(signedIn.headers.getSetCookie()).toEqual(
        Array(2).fill(expect.stringMatching(/^__Host-.*; Path=\/;/)),
      );
      const browser = createVisitor();
      browser.storeCookies(origin, signedIn.headers);
      const headers = { origin, cookie: browser.cookies(origin) };
      expect((await get('/auth/me', headers)).status).toBe(200);
      expect((await post('/auth/refresh', {}, headers)).status).toBe(200);
    });

    test('refusals name the path as clients see it, and OAuth endpoints keep their form', async () => {
      const refused = await post('/v1/users', {});
      expect([refused.status, await refused.json()]).toMatchObject([405, { instance: `${prefix}/v1/users` }]);
      const missing = await get('/nothing');
      expect([missing.status, await missing.json()]).toMatchObject([404, { instance: `${prefix}/nothing` }]);
      const introspection = await fetch(`${publicUrl}/oauth2/introspect`, { method: 'POST' });
      expect(await introspection.json()).toHaveProperty('error_description');
    });

    test('a repeated key returns the stored answer', async () => {
      const body = { email: newEmail(), username: 'ada', password: 'short' };
      const headers = { 'idempotency-key': 'path-prefix-1' };
      const [first, second] = [
        await post('/auth/signup', body, headers),
        await post('/auth/signup', body, headers),
      ];
      const stored: unknown = await first.json();
      expect(stored).toMatchObject({ instance: `${prefix}/auth/signup` });
      expect(await second.json()).toEqual(stored);
    });

    test('health checks and services reach the port without the prefix', async () => {
      expect((await credence.call('GET', '/health/ready')).status).toBe(200);
      expect((await credence.call('GET', '/v1/users', { token: SERVICE_TOKEN })).status).toBe(200);
    });

    test('nothing of the service is outside of the prefix', async () => {
      expect((await fetch(new URL('/pages/page.css', publicUrl))).status).toBe(OUTSIDE);
    });

    inBrowser('in Chromium', () => {
      test(
        'the documentation loads, and a person verifies an address',
        async () => {
          const browser = await startBrowser(executable ?? '');
          try {
            const { link } = await signUp();
            const { page, errors } = await openMonitoredPage(browser);
            await page.goto(`${publicUrl}/docs`);
            await page.locator('.opblock-tag').first().waitFor();
            await page.goto(link);
            await page.getByRole('button').click();
            await page.locator('#status.success').waitFor();
            expect(errors).toEqual([]);
          } finally {
            await browser.close();
          }
        },
        LONG_MS,
      );
    });
  });
});

function linkOf(mail: InboxItem | undefined): string {
  return mail?.links.find((link) => link.includes('token=')) ?? '';
}
