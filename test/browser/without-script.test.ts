import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import {
  createSignedInAccount,
  createVerifiedAccount,
  newEmail,
  PASSWORD,
  signIn,
  signUp,
  waitForToken,
} from '../support/clients/accounts.js';
import type { Account } from '../support/clients/accounts.js';
import { findChromium, startBrowser } from '../support/clients/browser.js';
import { describeWhere } from '../support/requirements/describe-where.js';
import { SECRET_KEY, startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

const LONG_MS = 300_000;
const NEW_PASSWORD = 'batteries for every horse';

const executable = await findChromium();
const inBrowser = describeWhere(
  executable === null ? 'there is no Chromium on the PATH (Debian: apt-get install chromium)' : null,
);

inBrowser('the pages in a browser without JavaScript', () => {
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

  async function openPage(path: string): Promise<Page> {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(credence.url + path);
    return page;
  }

  test(
    'a person signs up, confirms the address and signs in (RST-10)',
    async () => {
      const email = newEmail();
      const page = await openPage('/sign-up');
      await page.getByLabel('Name').fill('ada');
      await page.getByLabel('Email address').fill(email);
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await page.getByRole('button', { name: 'Create my account' }).click();
      await page.getByText('open the link in the email').waitFor();
      const token = await waitForToken(credence, email, '/verify-email');
      await page.goto(`${credence.url}/verify-email?token=${token}`);
      expect((await signIn(credence, email)).status).toBe(403);
      await page.getByRole('button', { name: 'Confirm my address' }).click();
      await page.getByText('Your email address is confirmed.').waitFor();
      expect((await signIn(credence, email)).status).toBe(200);
      await page.goto(`${credence.url}/verify-email?token=${token}`);
      await page.getByRole('button', { name: 'Confirm my address' }).click();
      await page.getByText('The link was already used').waitFor();
      await page.context().close();
    },
    LONG_MS,
  );

  test(
    'a person asks for a reset link and chooses a new password, after a refused one (RST-11)',
    async () => {
      const { email } = await createVerifiedAccount(credence);
      const page = await openPage('/forgot-password');
      await page.getByLabel('Email address').fill(email);
      await page.getByRole('button', { name: 'Email me a link' }).click();
      await page.getByText('a link is on its way').waitFor();
      const token = await waitForToken(credence, email, '/reset-password');
      const link = `${credence.url}/reset-password?token=${token}`;
      const choose = async (password: string) => {
        await page.goto(link);
        await page.getByLabel('New password').fill(password);
        await page.getByRole('button', { name: 'Change my password' }).click();
      };
      await choose('password123');
      await page.getByText('The password is too weak.').waitFor();
      await choose(NEW_PASSWORD);
      await page.getByText('Your password is changed.').waitFor();
      expect((await signIn(credence, email, NEW_PASSWORD)).status).toBe(200);
      await page.context().close();
    },
    LONG_MS,
  );

  test(
    'a person accepts an invitation that another site links to, after a sign-in (ORG-7)',
    async () => {
      const invitee = await createVerifiedAccount(credence);
      const { token: owner } = await createSignedInAccount(credence);
      const call = async (path: string, body: object) =>
        (await credence.call('POST', path, { token: owner, body })).body as unknown as { id: string };
      const { id } = await call('/auth/organizations', { name: 'Engines <Ltd>' });
      await call(`/v1/organizations/${id}/invitations`, { email: invitee.email });
      const token = await waitForToken(credence, invitee.email, '/invitation');
      const page = await openPage(`/invitation?token=${token}`);
      await page.getByText('You are invited to join Engines <Ltd>.').waitFor();
      await page.getByRole('button', { name: 'Accept the invitation' }).click();
      await page.getByText('Please sign in, and open the link again.').waitFor();
      await page.context().addCookies(await sessionCookies(invitee));
      // The browser omits the cookies when another site links to the page, and sends them with its form.
      await page.goto('about:blank');
      await page.setContent(`<a href="${credence.url}/invitation?token=${token}">See the invitation</a>`);
      await page.getByRole('link').click();
      await page.getByRole('button', { name: 'Accept the invitation' }).click();
      await page.getByText('You are a member of the organisation now.').waitFor();
      await page.context().close();
    },
    LONG_MS,
  );

  /** Signs an account in, and returns the cookies of its session. */
  async function sessionCookies({ email, password }: Account) {
    const { headers } = await credence.call('POST', '/auth/login', {
      body: { email, password, cookie: true },
      headers: { 'sec-fetch-site': 'same-origin' },
    });
    // The protocol of the browser takes Secure cookies for https only; a loopback host gets them anyway.
    const url = credence.url.replace('http:', 'https:');
    return headers.getSetCookie().map((line) => {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      return { name, value, url, secure: true, httpOnly: true, sameSite: 'Strict' as const };
    });
  }

  test(
    'a form of another site is refused',
    async () => {
      const email = newEmail();
      await signUp(credence, { email });
      const token = await waitForToken(credence, email, '/verify-email');
      const answer = await fetch(`${credence.url}/verify-email?token=${token}`, {
        method: 'POST',
        headers: { origin: 'https://attacker.example', accept: 'text/html' },
        body: new URLSearchParams(),
      });
      expect(answer.status).toBe(403);
      expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
      expect((await signIn(credence, email)).status).toBe(403);
    },
    LONG_MS,
  );
});
