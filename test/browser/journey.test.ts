import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import {
  PASSWORD,
  newEmail,
  signIn,
  signUp,
  createVerifiedAccount,
  waitForToken,
} from '../support/clients/accounts.js';
import { accessibilityFaults } from '../support/clients/accessibility.js';
import { confirmApp } from '../support/clients/authenticator-app.js';
import { findChromium, startBrowser, openMonitoredPage } from '../support/clients/browser.js';
import { describeWhere } from '../support/requirements/describe-where.js';
import { SECRET_KEY, SERVICE_TOKEN, startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';
import { startCredenceWithProviders } from '../support/federation/credence-with-providers.js';
import type { CredenceWithProviders } from '../support/federation/credence-with-providers.js';
import { newPerson } from '../support/federation/people.js';

const NEW_PASSWORD = 'batteries for every horse';
const LONG_MS = 300_000;
const ACCOUNT_PAGES = [
  '/sign-up',
  '/forgot-password',
  '/verify-email',
  '/reset-password',
  '/confirm-email',
  '/confirm-sign-up',
  '/restore-identity',
  '/cancel-reset',
  '/set-up',
  '/sign-in',
  '/sign-in-link',
];

const executable = await findChromium();
const inBrowser = describeWhere(
  executable === null ? 'there is no Chromium on the PATH (Debian: apt-get install chromium)' : null,
);

inBrowser('the pages of the service', () => {
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

  /** Opens the newest mail to an address in the development inbox and follows its first link. */
  async function followMail(page: Page, address: string, subject: RegExp): Promise<void> {
    await page.goto(`${credence.url}/dev/inbox?paused`);
    await page.locator('li', { hasText: address }).getByRole('link', { name: subject }).first().click();
    await page.locator('ul.links').getByRole('link').first().click();
    await page.waitForURL((url) => !url.pathname.startsWith('/dev/'));
  }

  test(
    'a user completes a registration from the mail alone (RST-10)',
    async () => {
      const email = newEmail();
      await signUp(credence, { email });
      await credence.mails(email);
      const { page, errors } = await openMonitoredPage(browser);
      await followMail(page, email, /./);

      // Opening the page changes nothing, and the token is no longer in the address bar (RST-10).
      await page.getByRole('button').waitFor();
      expect(page.url()).toBe(`${credence.url}/verify-email`);
      expect((await signIn(credence, email)).status).toBe(403);

      await page.getByRole('button').click();
      await page.locator('#status.success').waitFor();
      expect((await signIn(credence, email)).status).toBe(200);
      expect(errors).toEqual([]);
      await page.context().close();
    },
    LONG_MS,
  );

  test(
    'a user resets the password after a refused attempt, and a used link shows an error (RST-11)',
    async () => {
      const { email } = await createVerifiedAccount(credence);
      await credence.call('POST', '/auth/reset-password-request', { body: { email } });
      const [, mail] = await credence.mails(email, 2);
      const link = mail?.links.find((url) => url.includes('token=')) ?? '';
      const { page, errors } = await openMonitoredPage(browser);
      await page.goto(link);

      await page.getByLabel('New password').fill('password123');
      await page.getByRole('button').click();
      await page.locator('#problems li').waitFor();
      // Chromium logs every refusal in its console. The link is still valid (RST-11).
      expect(errors.splice(0)).toEqual([expect.stringContaining('422')]);
      await page.getByLabel('New password').fill(NEW_PASSWORD);
      await page.getByRole('button').click();
      await page.locator('#status.success').waitFor();
      expect(errors).toEqual([]);
      expect((await signIn(credence, email, NEW_PASSWORD)).status).toBe(200);
      expect((await signIn(credence, email, PASSWORD)).status).toBe(401);

      await page.goto(link);
      await page.getByLabel('New password').fill('a staple of correct horses');
      await page.getByRole('button').click();
      const message = await page.locator('#status.failure').innerText();
      expect(message.split('.').map((sentence) => sentence.trim())).toEqual([
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
    'a user adds an authenticator app, loses it, keeps it once, and sets up another one (MFA-39, MFA-48)',
    async () => {
      const { email, userId } = await createVerifiedAccount(credence);
      const { page, errors } = await openMonitoredPage(browser);
      const signInAt = async (address: string) => {
        await page.goto(address);
        await page.getByLabel('Email address').fill(email);
        await page.getByLabel('Password').fill(PASSWORD);
        await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      };
      const waitForStatus = (hasText: string) => page.getByRole('status').filter({ hasText }).waitFor();
      const reset = (body: object) =>
        credence.call('POST', `/v1/users/${userId}/mfa/reset`, { body, token: SERVICE_TOKEN });
      const linkTo = async (path: string) =>
        `${credence.url}${path}?token=${await waitForToken(credence, email, path)}`;

      await signInAt(`${credence.url}/sign-in`);
      await page.waitForURL(`${credence.url}/account`);
      // Leaving the page earlier would count as failed requests.
      await page.waitForLoadState('networkidle');
      // The former address of the page, which mails of earlier versions name.
      await page.goto(`${credence.url}/security`);
      await page.getByRole('button', { name: 'Add an authenticator app' }).click();
      await confirmApp(page);
      await waitForStatus('Added.');
      expect(await page.locator('#codes li').count()).toBe(10);

      await reset({ reason: 'lost phone' });
      await page.goto(await linkTo('/cancel-reset'));
      await page.getByRole('button', { name: 'Keep them' }).click();
      await waitForStatus('Your second factors stay.');

      await reset({ now: true });
      await signInAt(`${credence.url}/sign-in`);
      await waitForStatus('Open the link in the email');
      await signInAt(await linkTo('/set-up'));
      await confirmApp(page);
      await waitForStatus('You are signed in.');
      await page.getByRole('link', { name: 'Continue' }).click();
      await page.waitForURL(`${credence.url}/account`);
      // The page does not read the answer to its form, so leaving it cancels the request.
      expect(errors.filter((text) => !/40[13]|reset-cancel/.test(text))).toEqual([]);
      await page.context().close();
    },
    LONG_MS,
  );

  test(
    'every page of an account is accessible, in light and in dark colours (MFA-48)',
    async () => {
      const { page } = await openMonitoredPage(browser);
      const faults: string[] = [];
      const examine = async (state: string) => {
        faults.push(...(await accessibilityFaults(page)).map((fault) => `${state}: ${fault}`));
      };
      for (const path of ACCOUNT_PAGES) {
        await page.goto(`${credence.url}${path}?token=abc`);
        await page.getByRole('button').first().waitFor();
        await examine(path);
      }
      const { email } = await createVerifiedAccount(credence);
      await page.goto(`${credence.url}/sign-in`);
      await page.getByLabel('Email address').fill(email);
      await page.getByLabel('Password').fill('wrong');
      await page.getByLabel('Password').press('Enter');
      await page.locator('#status.failure').waitFor();
      await examine('a refused sign-in');
      expect(faults).toEqual([]);
      await page.context().close();
    },
    LONG_MS,
  );

  test(
    'a cookie session is invisible to scripts, refreshes itself and leaves no cookie after the sign-out (REF-11)',
    async () => {
      const { email } = await createVerifiedAccount(credence);
      const { page } = await openMonitoredPage(browser);
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
    'the documentation page shows every operation without a violation of the Content-Security-Policy',
    async () => {
      const { page, errors } = await openMonitoredPage(browser);
      await page.goto(`${credence.url}/docs`);
      await page.locator('.opblock-tag').first().waitFor();
      const document = (await (await fetch(`${credence.url}/openapi.json`)).json()) as {
        paths: Record<string, Record<string, { tags: string[] }>>;
      };
      const areas = new Map<string, number>();
      for (const { tags } of Object.values(document.paths).flatMap((place) => Object.values(place)))
        for (const tag of tags) areas.set(tag, (areas.get(tag) ?? 0) + 1);
      for (const [area, operations] of areas) {
        const heading = page.locator(`.opblock-tag[data-tag="${area}"]`);
        const section = page.locator('.opblock-tag-section', { has: heading });
        await heading.click();
        await section
          .locator('.opblock')
          .nth(operations - 1)
          .waitFor();
        expect([area, await section.locator('.opblock').count()]).toEqual([area, operations]);
        await heading.click();
      }
      await page.locator('.opblock-tag', { hasText: 'Registration' }).click();
      await page.locator('.opblock-summary', { hasText: '/auth/signup' }).click();
      await page.locator('.opblock.is-open .responses-table').first().waitFor();
      expect(await page.locator('.errors-wrapper').count()).toBe(0);
      expect(errors).toEqual([]);
      await page.context().close();
    },
    LONG_MS,
  );
});

inBrowser('a front end on another origin', () => {
  let setup: CredenceWithProviders;
  let browser: Browser;

  beforeAll(async () => {
    if (executable === null) throw new Error('There is no Chromium on this machine.');
    setup = await startCredenceWithProviders();
    browser = await startBrowser(executable);
  }, LONG_MS);

  afterAll(async () => {
    await browser.close();
    await setup.stop();
  });

  const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();
  const waitForStatus = (page: Page, text: string) =>
    page.getByRole('status').filter({ hasText: text }).waitFor();

  test(
    'a user signs in with a provider, links another one, and returns to the front end each time (OAU-4, OAU-9)',
    async () => {
      const person = { sub: 'ada at google', email: newEmail(), email_verified: true, name: 'Ada' };
      setup.providers.google.signInAs(person);
      setup.providers.acme.signInAs({ ...person, sub: 'ada at acme', email: 'ada@acme.example' });
      const { page, errors } = await openMonitoredPage(browser);
      await page.goto(`${setup.frontEnd}/`);

      await press(page, 'Sign in with Google');
      await page.waitForURL(`${setup.providers.google.issuer}/**`);
      await press(page, /^Continue as/);
      await waitForStatus(page, `Signed in as ${person.email}`);
      expect(page.url()).toBe(`${setup.frontEnd}/`);

      await press(page, 'Link Acme');
      await page.waitForURL(`${setup.providers.acme.issuer}/**`);
      await press(page, /^Continue as/);
      await waitForStatus(page, 'Linked: acme');
      const token = await page.evaluate<string>('sessionStorage.getItem("token")');
      const { body } = await setup.credence.call('GET', '/auth/identities', { token });
      expect(body.items).toMatchObject([
        { provider: 'google', label: person.email },
        { provider: 'acme', label: 'ada@acme.example' },
      ]);

      // The cookie that binds the browser to a sign-in is HttpOnly, and no token is in a cookie.
      expect(await page.evaluate<string>('document.cookie')).not.toContain('credence');
      const cookies = (await page.context().cookies()).filter(({ name }) => name.includes('credence'));
      expect(cookies).toMatchObject([
        { name: '__Host-credence-oauth', httpOnly: true, secure: true, sameSite: 'Lax', path: '/' },
      ]);
      expect(errors).toEqual([]);
      await page.context().close();
    },
    LONG_MS,
  );

  test(
    'a provider without a front end leads to the second step on the pages of the service (MFA-12, MFA-31)',
    async () => {
      const person = newPerson();
      const { body } = await setup.signIn('google', person);
      const demand = `/v1/users/${body.user_id}/mfa/demand`;
      await setup.credence.call('POST', demand, { body: { reason: 'policy' }, token: SERVICE_TOKEN });
      const { page, errors } = await openMonitoredPage(browser);
      const signInAtProvider = async () => {
        await page.goto(`${setup.credence.url}/oauth/google`);
        await press(page, /^Continue as/);
        await page.waitForURL(`${setup.credence.url}/sign-in`);
      };

      await signInAtProvider();
      await confirmApp(page);
      await waitForStatus(page, 'You are signed in.');
      const [code = ''] = await page.locator('#codes li').allTextContents();

      await page.context().clearCookies();
      await signInAtProvider();
      await page.getByLabel('Code of your app').fill(code);
      await press(page, 'Continue');
      await page.waitForURL(`${setup.credence.url}/account`);
      await page.getByRole('heading', { name: 'Profile' }).waitFor();
      expect(errors.filter((text) => !text.includes('403'))).toEqual([]);
      await page.context().close();
    },
    LONG_MS,
  );

  test(
    'a user who declines at the provider returns with the error code of the service, without a session (OAU-11)',
    async () => {
      setup.providers.google.signInAs({ sub: 'eve at google' });
      const { page, errors } = await openMonitoredPage(browser);
      await page.goto(`${setup.frontEnd}/`);
      await press(page, 'Sign in with Google');
      await page.waitForURL(`${setup.providers.google.issuer}/**`);
      await press(page, 'Cancel');
      await waitForStatus(page, 'Error: provider_denied');
      expect(page.url()).toBe(`${setup.frontEnd}/`);
      expect(await page.evaluate('sessionStorage.getItem("token")')).toBeNull();
      expect(errors).toEqual([]);
      await page.context().close();
    },
    LONG_MS,
  );
});
