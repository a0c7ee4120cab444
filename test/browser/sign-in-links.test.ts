import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { createVerifiedAccount, waitForMail } from '../support/clients/accounts.js';
import { confirmApp } from '../support/clients/authenticator-app.js';
import { findChromium, openMonitoredPage, startBrowser } from '../support/clients/browser.js';
import { describeWhere } from '../support/requirements/describe-where.js';
import { SECRET_KEY, SERVICE_TOKEN, startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

const LONG_MS = 300_000;

const executable = await findChromium();
const inBrowser = describeWhere(
  executable === null ? 'there is no Chromium on the PATH (Debian: apt-get install chromium)' : null,
);

inBrowser('sign-in by mail in a browser', () => {
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

  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const statusOf = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text }).waitFor();

  /** Requests a mail on the sign-in page, and returns its link and its code. */
  async function requestMail(page: Page, email: string) {
    await page.goto(`${credence.url}/sign-in`);
    await page.getByLabel('Email address').fill(email);
    await press(page, 'Email me a sign-in link');
    await statusOf(page, 'Check your email');
    const { links, text } = await waitForMail(credence, email, 'Sign in to your account');
    return { link: links[0] ?? '', code: /\d{4} \d{4}/.exec(text)?.[0] ?? '' };
  }

  test(
    'a link signs in where it was requested, after another browser was refused (MGC-2, MGC-3, MGC-14)',
    async () => {
      const { email } = await createVerifiedAccount(credence);
      const own = await openMonitoredPage(browser);
      const other = await openMonitoredPage(browser);
      const { link } = await requestMail(own.page, email);
      await other.page.goto(link);
      await press(other.page, 'Sign in');
      await statusOf(other.page, 'Link opened in a different browser');
      const tab = await own.page.context().newPage();
      await tab.goto(link);
      expect(tab.url()).toBe(`${credence.url}/sign-in-link`);
      await press(tab, 'Sign in');
      await tab.waitForURL(`${credence.url}/account`);
      expect(own.errors).toEqual([]);
      await tab.goto(link);
      await press(tab, 'Sign in');
      await statusOf(tab, 'Link used or expired');
      for (const { page } of [own, other]) await page.context().close();
    },
    LONG_MS,
  );

  test(
    'a pasted code signs in, and a link leads to the second step that the account owes (MGC-9, MGC-15)',
    async () => {
      const { email } = await createVerifiedAccount(credence);
      const { page, errors } = await openMonitoredPage(browser);
      const { code } = await requestMail(page, email);
      const field = page.getByLabel('Code from the email');
      expect(await field.getAttribute('inputmode')).toBe('numeric');
      expect(await field.getAttribute('autocomplete')).toBe('one-time-code');
      await field.fill(` ${code} `);
      await press(page, 'Continue');
      await page.waitForURL(`${credence.url}/account`);
      const demanded = await createVerifiedAccount(credence);
      const body = { reason: 'policy' };
      await credence.call('POST', `/v1/users/${demanded.userId}/mfa/demand`, { token: SERVICE_TOKEN, body });
      await page.goto((await requestMail(page, demanded.email)).link);
      await press(page, 'Sign in');
      await page.waitForURL(`${credence.url}/sign-in`);
      await confirmApp(page);
      await statusOf(page, 'You are signed in.');
      expect(errors.filter((error) => !error.includes('403'))).toEqual([]);
      await page.context().close();
    },
    LONG_MS,
  );
});
