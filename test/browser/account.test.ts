import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { accessibilityFaults } from '../support/clients/accessibility.js';
import { newEmail, PASSWORD, signIn, signUp } from '../support/clients/accounts.js';
import type { Account } from '../support/clients/accounts.js';
import { confirmApp } from '../support/clients/authenticator-app.js';
import { findChromium, openMonitoredPage, startBrowser } from '../support/clients/browser.js';
import { describeWhere } from '../support/requirements/describe-where.js';
import { SECRET_KEY, SERVICE_TOKEN, startCredence, tokenFromMail } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { freePort } from '../support/server/free-port.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

const LONG_MS = 300_000;
const FILES = new URL('../../web/', import.meta.url);
/** Compressed bytes of the scripts of the first page. */
const SCRIPT_BUDGET = 120_000;
const NEW_PASSWORD = 'batteries for every horse';
const SECTIONS = ['', 'password', 'ways-in', 'sessions', 'history', 'privacy', 'organizations'];

const executable = await findChromium();
const inBrowser = describeWhere(
  executable === null ? 'there is no Chromium on the PATH (Debian: apt-get install chromium)' : null,
);

inBrowser('the account pages below a path of their host', () => {
  let database: TestDatabase;
  let credence: Credence;
  let browser: Browser;
  let publicUrl: string;

  beforeAll(async () => {
    if (executable === null) throw new Error('There is no Chromium on this machine.');
    database = await usePostgres();
    const port = await freePort();
    publicUrl = `http://127.0.0.1:${port}/id`;
    credence = await startCredence(
      { DATABASE_URL: database.url, SECRET_KEY, PUBLIC_URL: publicUrl, CHECKPOINT_INTERVAL: '100ms' },
      { port },
    );
    browser = await startBrowser(executable);
  }, LONG_MS);

  afterAll(async () => {
    await browser.close();
    await credence.stop();
    await database.dispose();
  });

  /** Registers and verifies a person. The mailed link has the path of the service, too. */
  async function newPerson(): Promise<Account> {
    const email = newEmail();
    const { body } = await signUp(credence, { email });
    const [mail] = await credence.mails(email);
    await credence.call('POST', '/auth/verify-email', { body: { token: tokenFromMail(mail) } });
    return { email, userId: body.user_id, password: PASSWORD };
  }

  /** Opens the account pages in a new profile, which lead to the sign-in and back. */
  async function openAccount({ email }: Pick<Account, 'email'>) {
    const opened = await openMonitoredPage(browser);
    const foreign: string[] = [];
    opened.page.on('request', (request) => {
      if (!request.url().startsWith(publicUrl) && !request.url().startsWith('data:'))
        foreign.push(request.url());
    });
    await opened.page.goto(`${publicUrl}/account`);
    await opened.page.getByLabel('Email address').fill(email);
    await opened.page.getByLabel('Password').fill(PASSWORD);
    await opened.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await opened.page.getByRole('heading', { name: 'Profile' }).waitFor();
    await opened.page.waitForLoadState('networkidle');
    // Chromium has logged the refusals of a visitor without a session.
    opened.errors.splice(0);
    return { ...opened, foreign };
  }

  async function openSection(page: Page, path: string): Promise<void> {
    await page.goto(`${publicUrl}/account/${path}`);
    await page.locator('.page-head h1').waitFor();
    await page.waitForLoadState('networkidle');
  }

  const waitForStatus = (page: Page, text: string) =>
    page.getByRole('status').filter({ hasText: text }).waitFor();
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

  test(
    'every account page is accessible, fits 320 pixels, and loads nothing from elsewhere (WEBUI-1, WEBUI-3, WEBUI-4, WEBUI-6)',
    async () => {
      const { page, errors, foreign } = await openAccount(await newPerson());
      for (const path of SECTIONS) {
        await openSection(page, path);
        expect([path, ...(await accessibilityFaults(page))]).toEqual([path]);
        await page.setViewportSize({ width: 320, height: 640 });
        const width = await page.evaluate<number>('document.documentElement.scrollWidth');
        expect([path, width]).toEqual([path, 320]);
        await page.setViewportSize({ width: 1280, height: 800 });
      }
      expect(foreign).toEqual([]);
      expect(errors).toEqual([]);
      await page.context().close();
    },
    LONG_MS,
  );

  test(
    'the scripts of the first account page have at most 120 kB, compressed',
    async () => {
      const { page } = await openAccount(await newPerson());
      const scripts: string[] = [];
      page.on('request', (request) => {
        if (request.resourceType() === 'script') scripts.push(new URL(request.url()).pathname);
      });
      await openSection(page, '');
      const sizes = await Promise.all(
        scripts.map(
          async (path) => gzipSync(await readFile(new URL(path.replace('/id/web/', ''), FILES))).length,
        ),
      );
      expect(scripts.length).toBeGreaterThan(1);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(SCRIPT_BUDGET);
      await page.context().close();
    },
    LONG_MS,
  );

  test(
    'a person changes the password and opens the history by the keyboard alone (WEBUI-2)',
    async () => {
      const { email } = await newPerson();
      const { page, errors } = await openAccount({ email });
      /** Moves the focus forwards to the element with a name. */
      const tabTo = async (name: string) => {
        for (let step = 0; step < 40; step += 1) {
          await page.keyboard.press('Tab');
          const focused = await page.evaluate<string>(
            `(({ labels, innerText }) => labels?.[0]?.innerText ?? innerText ?? '')(document.activeElement)`,
          );
          if (focused.trim() === name) return;
        }
        throw new Error(`The keyboard does not reach ${name}.`);
      };
      await page.reload();
      await page.getByRole('heading', { name: 'Profile' }).waitFor();
      await tabTo('Password');
      await page.keyboard.press('Enter');
      await page.getByLabel('New password').waitFor();
      await tabTo('Current password');
      await page.keyboard.type(PASSWORD);
      await page.keyboard.press('Tab');
      await page.keyboard.type(NEW_PASSWORD);
      await page.keyboard.press('Enter');
      await waitForStatus(page, 'The password is saved.');
      expect((await signIn(credence, email, NEW_PASSWORD)).status).toBe(200);
      await page.reload();
      await page.getByLabel('New password').waitFor();
      await tabTo('History');
      await page.keyboard.press('Enter');
      await page.getByText('Your password was changed').first().waitFor();
      expect(errors).toEqual([]);
      await page.context().close();
    },
    LONG_MS,
  );

  test(
    'a person adds an app, and removes it after a sign-in with one of its recovery codes',
    async () => {
      const { email } = await newPerson();
      const { page } = await openAccount({ email });
      await openSection(page, 'ways-in');
      await press(page, 'Add an authenticator app');
      await page.getByRole('img', { name: 'QR code of the key' }).waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await confirmApp(page);
      await waitForStatus(page, 'Added.');
      const [code = ''] = await page.locator('#codes li').allTextContents();
      expect(await page.locator('#codes li').count()).toBe(10);
      expect(await accessibilityFaults(page)).toEqual([]);
      await press(page, 'I have kept them');

      const other = await openMonitoredPage(browser);
      await other.page.goto(`${publicUrl}/sign-in`);
      await other.page.getByLabel('Email address').fill(email);
      await other.page.getByLabel('Password').fill(PASSWORD);
      await press(other.page, 'Sign in');
      await other.page.getByLabel('Code of your app').fill(code);
      await press(other.page, 'Continue');
      await other.page.getByRole('heading', { name: 'Profile' }).waitFor();
      await openSection(other.page, 'ways-in');
      await other.page.getByRole('button', { name: /^Remove / }).click();
      await press(other.page, 'Confirm');
      await waitForStatus(other.page, 'Removed. All other sessions have ended.');
      await other.page.getByText('Nothing yet. A passkey signs you in').waitFor();
      await other.page.context().close();
      await page.context().close();
    },
    LONG_MS,
  );

  test(
    'the page asks for a new proof where the service demands one, and the request goes on after it',
    async () => {
      const { page } = await openAccount(await newPerson());
      await openSection(page, 'privacy');
      let refusals = 0;
      await page.route('**/auth/export', async (route) => {
        if (route.request().method() !== 'POST' || refusals > 0) {
          await route.continue();
          return;
        }
        refusals += 1;
        const problem = { status: 403, code: 'reauthentication_required', title: 'Proof required' };
        await route.fulfill({ status: 403, json: problem, contentType: 'application/problem+json' });
      });
      await press(page, 'Request an archive');
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Password').fill(PASSWORD);
      await dialog.getByRole('button', { name: 'Continue' }).click();
      await waitForStatus(page, 'The archive is being made.');
      expect(refusals).toBe(1);
      await page.context().close();
    },
    LONG_MS,
  );

  test(
    'PRF-5 the browser verifies each entry of the history itself, and rejects the proof of another one',
    async () => {
      const { page } = await openAccount(await newPerson());
      await openSection(page, 'history');
      await page
        .getByRole('listitem')
        .filter({ hasText: 'Your account was opened.' })
        .getByText('verified')
        .waitFor();
      const proofs: string[] = [];
      await page.route('**/auth/events/*/proof', async (route) => {
        const answer = await route.fetch();
        proofs.push(await answer.text());
        await route.fulfill({ response: answer, body: proofs[0] ?? '' });
      });
      await page.reload();
      await page.getByText('proof is wrong').first().waitFor();
      await page.context().close();
    },
    LONG_MS,
  );

  test(
    'a report that it was somebody else ends the session and leads to the sign-in (AUD-3)',
    async () => {
      const { email } = await newPerson();
      const { page } = await openAccount({ email });
      await openSection(page, 'history');
      await page.getByRole('button', { name: 'This wasn’t me: A sign-in with' }).first().click();
      await press(page, 'Confirm');
      await waitForStatus(page, 'All sessions have ended.');
      expect((await signIn(credence, email)).status).toBe(401);
      await page.getByRole('link', { name: 'Sign in' }).click();
      await page.waitForURL(`${publicUrl}/sign-in`);
      await page.context().close();
    },
    LONG_MS,
  );

  test(
    'a person ends another session, and keeps the own one',
    async () => {
      const { email } = await newPerson();
      await signIn(credence, email);
      const { page } = await openAccount({ email });
      await openSection(page, 'sessions');
      await press(page, 'Sign out node');
      await press(page, 'Confirm');
      await waitForStatus(page, 'The session has ended.');
      await page.getByText('node', { exact: true }).waitFor({ state: 'detached' });
      expect(await page.getByRole('listitem').filter({ hasText: 'this device' }).count()).toBe(1);
      await page.context().close();
    },
    LONG_MS,
  );

  test(
    'a person accepts an invitation and leaves the organisation',
    async () => {
      const { email } = await newPerson();
      const owner = await newPerson();
      const founded = await credence.call('POST', '/v1/organizations', {
        token: SERVICE_TOKEN,
        body: { name: 'Analytical Engines', owner_id: owner.userId },
      });
      const { id } = founded.body as unknown as { id: string };
      await credence.call('POST', `/v1/organizations/${id}/invitations`, {
        token: SERVICE_TOKEN,
        body: { email },
      });
      const { page } = await openAccount({ email });
      await openSection(page, 'organizations');
      await press(page, 'Accept');
      await waitForStatus(page, 'You have joined Analytical Engines.');
      await press(page, 'Leave Analytical Engines');
      await press(page, 'Confirm');
      await waitForStatus(page, 'You have left Analytical Engines.');
      await page.context().close();
    },
    LONG_MS,
  );

  test(
    'a person deletes the account after a confirmation that names the effect',
    async () => {
      const { email } = await newPerson();
      const { page } = await openAccount({ email });
      await openSection(page, 'privacy');
      await press(page, 'Delete the account');
      await page.getByRole('dialog').getByText('All sessions end').waitFor();
      await press(page, 'Confirm');
      await page.getByText(/Your account (is being|will be) erased/).waitFor();
      await page.context().close();
    },
    LONG_MS,
  );
});
