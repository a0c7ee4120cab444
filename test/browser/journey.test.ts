import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { PASSWORD, newAddress, signIn, signUp, verifiedAccount } from '../support/clients/accounts.js';
import { findChromium, startBrowser, watchedPage } from '../support/clients/browser.js';
import { SECRET_KEY, startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';
import { startWithProviders } from '../support/server/with-providers.js';
import type { WithProviders } from '../support/server/with-providers.js';

const NEW_PASSWORD = 'batteries for every horse';
const LONG_MS = 60_000;

const executable = await findChromium();
if (executable === null) {
  console.warn(
    'NOT TESTED: no Chromium was found, so no page was opened. Install one: apt-get install chromium',
  );
}

/** Where everything is checked, a missing browser is a failure; elsewhere the tests are told to be skipped. */
const inBrowser = executable === null && process.env['CI'] === undefined ? describe.skip : describe;

inBrowser('a person with a browser', () => {
  let database: TestDatabase;
  let credence: Credence;
  let browser: Browser;

  beforeAll(async () => {
    if (executable === null) throw new Error('There is no Chromium on this machine.');
    database = await usePostgres();
    credence = await startCredence({ DATABASE_URL: database.url, SECRET_KEY });
    browser = await startBrowser(executable);
  }, LONG_MS);

  afterAll(async () => {
    await browser.close();
    await credence.stop();
    await database.dispose();
  });

  /** Opens the newest mail of an address in the inbox and follows its link, which opens a window of its own or not. */
  async function followMail(page: Page, address: string, subject: RegExp): Promise<void> {
    await page.goto(`${credence.url}/dev/inbox?paused`);
    await page.locator('li', { hasText: address }).getByRole('link', { name: subject }).first().click();
    await page.locator('ul.links').getByRole('link').first().click();
    await page.waitForURL((url) => !url.pathname.startsWith('/dev/'));
  }

  test(
    'finishes a registration from the mail alone',
    async () => {
      const email = newAddress();
      await signUp(credence, { email });
      await credence.mails(email);
      const { page, complaints } = await watchedPage(browser);
      await followMail(page, email, /./);

      // RST-10: the page is open, and nothing has happened yet; the token has left the address bar.
      await page.getByRole('button').waitFor();
      expect(page.url()).toBe(`${credence.url}/verify-email`);
      expect((await signIn(credence, email)).status).toBe(401);

      await page.getByRole('button').click();
      await page.locator('#status.success').waitFor();
      expect((await signIn(credence, email)).status).toBe(200);
      expect(complaints).toEqual([]);
      await page.context().close();
    },
    LONG_MS,
  );

  test(
    'chooses a new password, after one that is refused, and is told when the link is used up',
    async () => {
      const { email } = await verifiedAccount(credence);
      await credence.call('POST', '/auth/reset-password-request', { body: { email } });
      const [, mail] = await credence.mails(email, 2);
      const link = mail?.links.find((one) => one.includes('token=')) ?? '';
      const { page, complaints } = await watchedPage(browser);
      await page.goto(link);

      await page.getByLabel('New password').fill('password123');
      await page.getByRole('button').click();
      await page.locator('#problems li').waitFor();
      // RST-11: Chromium notes every refusal in its console, and the link is still good.
      expect(complaints.splice(0)).toEqual([expect.stringContaining('422')]);
      await page.getByLabel('New password').fill(NEW_PASSWORD);
      await page.getByRole('button').click();
      await page.locator('#status.success').waitFor();
      expect(complaints).toEqual([]);
      expect((await signIn(credence, email, NEW_PASSWORD)).status).toBe(200);
      expect((await signIn(credence, email, PASSWORD)).status).toBe(401);

      await page.goto(link);
      await page.getByLabel('New password').fill('a staple of correct horses');
      await page.getByRole('button').click();
      const told = await page.locator('#status.failure').innerText();
      expect(told.split('.').map((sentence) => sentence.trim())).toEqual([
        'Link used or expired',
        'The link was already used, was replaced by a newer one, or has expired',
        'Please request a new email',
        '',
      ]);
      await page.context().close();
    },
    LONG_MS,
  );

  test(
    'REF-11 signs in by a cookie that no script reads, goes on by it, and leaves nothing behind',
    async () => {
      const { email } = await verifiedAccount(credence);
      const { page } = await watchedPage(browser);
      await page.goto(`${credence.url}/verify-email`);
      const call = async (method: string, path: string, body?: object) => {
        const answer = await page.evaluate(
          async ([method, path, body]) => {
            const headers = { 'content-type': 'application/json' };
            const answer = await fetch(path, { method, ...(body !== '' && { headers, body }) });
            return { status: answer.status, body: await answer.json() };
          },
          [method, path, body === undefined ? '' : JSON.stringify(body)] as const,
        );
        return { ...answer, script: await page.evaluate<string>('document.cookie') };
      };
      const signedIn = await call('POST', '/auth/login', { email, password: PASSWORD, cookie: true });
      expect(signedIn).toMatchObject({ status: 200, body: { token_type: 'cookie' }, script: '' });
      expect(await call('GET', '/auth/me')).toMatchObject({ status: 200, body: { email } });
      expect(await call('POST', '/auth/refresh')).toMatchObject({ status: 200, script: '' });
      expect(await call('GET', '/auth/sessions')).toMatchObject({
        body: { items: [{ current: true, device: expect.stringMatching(/^Chrom\w+ on Linux$/) }] },
      });
      expect(await call('POST', '/auth/logout')).toMatchObject({ status: 200 });
      expect(await page.context().cookies()).toEqual([]);
      expect(await call('GET', '/auth/me')).toMatchObject({ status: 401 });
      await page.context().close();
    },
    LONG_MS,
  );

  test(
    'reads the documentation of every operation, under the policy of the service itself',
    async () => {
      const { page, complaints } = await watchedPage(browser);
      await page.goto(`${credence.url}/docs`);
      await page.locator('.opblock').first().waitFor();
      const document = (await (await fetch(`${credence.url}/openapi.json`)).json()) as {
        paths: Record<string, object>;
      };
      const operations = Object.values(document.paths).flatMap((path) => Object.keys(path));
      expect(await page.locator('.opblock').count()).toBe(operations.length);
      await page.locator('.opblock-summary', { hasText: '/auth/signup' }).click();
      await page.locator('.opblock.is-open .responses-table').first().waitFor();
      expect(await page.locator('.errors-wrapper').count()).toBe(0);
      expect(complaints).toEqual([]);
      await page.context().close();
    },
    LONG_MS,
  );
});

inBrowser('a person with a browser, at a front end of another origin', () => {
  let us: WithProviders;
  let browser: Browser;

  beforeAll(async () => {
    if (executable === null) throw new Error('There is no Chromium on this machine.');
    us = await startWithProviders();
    browser = await startBrowser(executable);
  }, LONG_MS);

  afterAll(async () => {
    await browser.close();
    await us.stop();
  });

  const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();
  const told = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text }).waitFor();

  test(
    'OAU-4, OAU-9 signs in by a provider and links another, and comes back each time to where it was',
    async () => {
      const person = { sub: 'ada at google', email: newAddress(), email_verified: true, name: 'Ada' };
      us.providers.google.knows(person);
      us.providers.acme.knows({ ...person, sub: 'ada at acme', email: 'ada@acme.example' });
      const { page, complaints } = await watchedPage(browser);
      await page.goto(`${us.frontEnd}/`);

      await press(page, 'Sign in with Google');
      await page.waitForURL(`${us.providers.google.issuer}/**`);
      await press(page, /^Go on as/);
      await told(page, `Signed in as ${person.email}`);
      expect(page.url()).toBe(`${us.frontEnd}/`);

      await press(page, 'Link Acme');
      await page.waitForURL(`${us.providers.acme.issuer}/**`);
      await press(page, /^Go on as/);
      await told(page, 'Linked: acme');
      const token = await page.evaluate<string>('sessionStorage.getItem("token")');
      const { body } = await us.credence.call('GET', '/auth/identities', { token });
      expect(body.items).toMatchObject([
        { provider: 'google', label: person.email },
        { provider: 'acme', label: 'ada@acme.example' },
      ]);

      // What ties the browser to a sign-in is for no script, and no token has become a cookie.
      expect(await page.evaluate<string>('document.cookie')).not.toContain('credence');
      const cookies = (await page.context().cookies()).filter(({ name }) => name.includes('credence'));
      expect(cookies).toMatchObject([
        { name: '__Host-credence-oauth', httpOnly: true, secure: true, sameSite: 'Lax', path: '/' },
      ]);
      expect(complaints).toEqual([]);
      await page.context().close();
    },
    LONG_MS,
  );

  test(
    'OAU-11 is told in our own word that it has declined, and is not signed in',
    async () => {
      us.providers.google.knows({ sub: 'eve at google' });
      const { page, complaints } = await watchedPage(browser);
      await page.goto(`${us.frontEnd}/`);
      await press(page, 'Sign in with Google');
      await page.waitForURL(`${us.providers.google.issuer}/**`);
      await press(page, 'Cancel');
      await told(page, 'Error: provider_denied');
      expect(page.url()).toBe(`${us.frontEnd}/`);
      expect(await page.evaluate('sessionStorage.getItem("token")')).toBeNull();
      expect(complaints).toEqual([]);
      await page.context().close();
    },
    LONG_MS,
  );
});
