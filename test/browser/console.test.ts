import { readdir, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { accessibilityFaults } from '../support/clients/accessibility.js';
import { listAll } from '../support/clients/admin-api.js';
import { newEmail, PASSWORD, signUp } from '../support/clients/accounts.js';
import type { Account } from '../support/clients/accounts.js';
import { findChromium, openMonitoredPage, startBrowser } from '../support/clients/browser.js';
import { describeWhere } from '../support/requirements/describe-where.js';
import { SECRET_KEY, SERVICE_TOKEN, startCredence, tokenFromMail } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { freePort } from '../support/server/free-port.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

const LONG_MS = 300_000;
const TEXTS = new URL('../../../web/src/language/', import.meta.url);
const FILES = new URL('../../web/assets/', import.meta.url);
/** Compressed bytes of all scripts of the console together. */
const SCRIPT_BUDGET = 250_000;
/** Pages that axe inspects, by the permission of their section. */
const PAGES = [
  '',
  'users',
  'analytics',
  'organizations',
  'roles',
  'audit',
  'webhooks',
  'api-keys',
  'signing-keys',
  'jobs',
  'projections',
];

const executable = await findChromium();
const inBrowser = describeWhere(
  executable === null ? 'there is no Chromium on the PATH (Debian: apt-get install chromium)' : null,
);

test('all scripts of the console together have at most 250 kB, compressed', async () => {
  const scripts = (await readdir(FILES)).filter((name) => name.endsWith('.js'));
  const sizes = await Promise.all(
    scripts.map(async (name) => gzipSync(await readFile(new URL(name, FILES))).length),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(SCRIPT_BUDGET);
});

test('every language of the console has every text, with the same values (WEBUI-5)', async () => {
  const languages = await Promise.all(
    ['en', 'de', 'es', 'fr', 'ja'].map(async (code) => {
      const texts: unknown = JSON.parse(await readFile(new URL(`${code}.json`, TEXTS), 'utf8'));
      return Object.entries(texts ?? {}).map(([key, text]) => {
        expect([code, key, text]).toEqual([code, key, expect.stringMatching(/\S/)]);
        return [key, ...String(text).matchAll(/\{\w+\}/g)].map(String).sort().join(' ');
      });
    }),
  );
  for (const language of languages) expect(language.sort()).toEqual(languages[0]?.sort());
});

/** Returns a truth in the words of the console. */
function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

inBrowser('the console below a path of its host', () => {
  let database: TestDatabase;
  let credence: Credence;
  let browser: Browser;
  let root: Account;
  let consoleUrl: string;

  beforeAll(async () => {
    if (executable === null) throw new Error('There is no Chromium on this machine.');
    database = await usePostgres();
    const port = await freePort();
    const publicUrl = `http://127.0.0.1:${port}/id`;
    consoleUrl = `${publicUrl}/console`;
    const environment = { DATABASE_URL: database.url, SECRET_KEY, PUBLIC_URL: publicUrl, ANALYTICS: 'on' };
    credence = await startCredence(environment, { port });
    root = await newPerson();
    await give(root, 'administrator');
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

  async function give({ userId }: Account, role: string): Promise<void> {
    const path = `/v1/users/${userId}/roles/${role}`;
    const { status } = await credence.call('PUT', path, { body: {}, token: SERVICE_TOKEN });
    expect(status).toBe(200);
  }

  /** Opens the console in a new profile and signs in. */
  async function openConsole({ email }: Account) {
    const opened = await openMonitoredPage(browser);
    const foreign: string[] = [];
    opened.page.on('request', (request) => {
      if (!request.url().startsWith(consoleUrl.replace(/console$/, '')) && !request.url().startsWith('data:'))
        foreign.push(request.url());
    });
    await opened.page.goto(consoleUrl);
    await opened.page.getByLabel('Email address').fill(email);
    await opened.page.getByLabel('Password').fill(PASSWORD);
    await opened.page.getByRole('button', { name: 'Sign in' }).click();
    await opened.page.getByRole('button', { name: 'Sign out' }).waitFor();
    // The session survives a reload, after which the page is at rest: leaving it earlier would count as failed requests.
    await opened.page.reload();
    await opened.page.waitForLoadState('networkidle');
    // Chromium has logged the refusals of a visitor without a session.
    opened.errors.splice(0);
    return { ...opened, foreign };
  }

  async function openPath(page: Page, path: string): Promise<void> {
    await page.goto(`${consoleUrl}/${path}`);
    await page.locator('.page-head h1').waitFor();
    await page.waitForLoadState('networkidle');
  }

  test(
    'every page of the console is accessible, fits 320 pixels, and loads nothing from elsewhere (WEBUI-1, WEBUI-3, WEBUI-4, WEBUI-6)',
    async () => {
      const { page, errors, foreign } = await openConsole(root);
      const paths = [...PAGES, `users/${root.userId}`, `users/${root.userId}/timeline`];
      for (const path of paths) {
        await openPath(page, path);
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
    'an administrator neither sees nor reads a section without its permission (CON-1)',
    async () => {
      const body = {
        key: 'watcher',
        name: 'Watcher',
        description: '',
        permissions: ['console:read'],
        inherits: [],
      };
      await credence.call('POST', '/v1/roles', { body, token: SERVICE_TOKEN });
      const watcher = await newPerson();
      await give(watcher, 'watcher');
      const { page, errors } = await openConsole(watcher);
      await page.locator('.tile').first().waitFor();
      expect(await page.getByRole('navigation').getByRole('link').allInnerTexts()).toEqual(['Overview']);
      await page.goto(`${consoleUrl}/users`);
      await page.getByText('This page does not exist').waitFor();
      const refused = `fetch('/id/v1/users').then(({ status }) => status)`;
      expect(await page.evaluate(refused)).toBe(403);
      expect(errors.filter((text) => !text.includes('403'))).toEqual([]);

      const stranger = await newPerson();
      const other = await openConsole(stranger);
      await other.page.getByText('It needs the permission console:read').waitFor();
      expect(await other.page.getByRole('navigation').getByRole('link').count()).toBe(0);
      await other.page.context().close();
      await page.context().close();
    },
    LONG_MS,
  );

  test(
    'an action names its effect before it happens and shows its event after it',
    async () => {
      const { userId } = await newPerson();
      const { page, errors } = await openConsole(root);
      await openPath(page, `users/${userId}`);
      await page.getByRole('button', { name: 'Deactivate' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('Closes the account of ada').waitFor();
      const before = await credence.call('GET', `/v1/users/${userId}`, { token: SERVICE_TOKEN });
      expect(before.body.is_active).toBe(true);
      await dialog.getByRole('button', { name: 'Deactivate' }).click();
      await dialog.getByText('User deactivated').waitFor();
      const after = await credence.call('GET', `/v1/users/${userId}`, { token: SERVICE_TOKEN });
      expect(after.body.is_active).toBe(false);
      await dialog.getByRole('button', { name: 'Close' }).click();
      await page.getByRole('button', { name: 'Reactivate' }).waitFor();
      // The audit gathers new events for a second, so the first look finds none.
      expect(errors.filter((text) => !text.includes('404'))).toEqual([]);
      await page.context().close();
    },
    LONG_MS,
  );

  test(
    'the timeline shows the account as it was at each place of its slider (CON-2)',
    async () => {
      const { userId } = await newPerson();
      const change = { body: { reason: 'test' }, token: SERVICE_TOKEN };
      await credence.call('POST', `/v1/users/${userId}/deactivate`, change);
      // The page may have later events too: the mail about the change may arrive in between.
      const events = await listAll(credence, `/v1/users/${userId}/events`);
      const { page, errors } = await openConsole(root);
      await page.goto(`${consoleUrl}/users/${userId}/timeline`);
      const slider = page.getByRole('slider');
      await slider.waitFor();
      for (const [index, { position }] of [...events.entries()].reverse()) {
        await slider.fill(String(index));
        const then = page.locator(`[data-position="${String(position)}"]`);
        await then.waitFor();
        const as = { token: SERVICE_TOKEN };
        const path = `/v1/users/${userId}?as_of=${String(position)}`;
        const { status, body } = await credence.call('GET', path, as);
        if (status === 404) {
          expect(await then.innerText()).toBe('The account did not exist yet.');
          continue;
        }
        const answers = await then.locator('dd').allInnerTexts();
        expect(answers.slice(0, 2)).toEqual([body.username, body.email]);
        expect(answers.slice(3, 5)).toEqual([yesOrNo(body.is_active), yesOrNo(body.is_verified)]);
        expect(await page.locator('.story > [aria-current]').count()).toBe(1);
      }
      expect(errors.filter((text) => !text.includes('404'))).toEqual([]);
      await page.context().close();
    },
    LONG_MS,
  );
});
