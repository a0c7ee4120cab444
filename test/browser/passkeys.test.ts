import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { createVerifiedAccount, PASSWORD } from '../support/clients/accounts.js';
import { findChromium, openMonitoredPage, startBrowser } from '../support/clients/browser.js';
import { confirmApp } from '../support/clients/authenticator-app.js';
import { addVirtualAuthenticator } from '../support/clients/virtual-authenticator.js';
import type { VirtualAuthenticator, WrongBits } from '../support/clients/virtual-authenticator.js';
import { waitFor } from '../support/clients/wait-for.js';
import { describeWhere } from '../support/requirements/describe-where.js';
import { SECRET_KEY, SERVICE_TOKEN, startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { freePort } from '../support/server/free-port.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

const LONG_MS = 300_000;
const MINUTES = 60_000;

const executable = await findChromium();
const inBrowser = describeWhere(
  executable === null ? 'there is no Chromium on the PATH (Debian: apt-get install chromium)' : null,
);

inBrowser('passkeys in a browser (PKY-30)', () => {
  let database: TestDatabase;
  let credence: Credence;
  let browser: Browser;
  /** Browsers offer passkeys on localhost, and not for an address. */
  let url: string;
  let page: Page;
  let errors: string[];
  let authenticator: VirtualAuthenticator;

  beforeAll(async () => {
    if (executable === null) throw new Error('There is no Chromium on this machine.');
    database = await usePostgres();
    const port = await freePort();
    url = `http://localhost:${String(port)}`;
    credence = await startCredence({ DATABASE_URL: database.url, SECRET_KEY, PUBLIC_URL: url }, { port });
    browser = await startBrowser(executable);
  }, LONG_MS);

  afterAll(async () => {
    await browser.close();
    await credence.stop();
    await database.dispose();
  });

  beforeEach(async () => {
    ({ page, errors } = await openMonitoredPage(browser));
    authenticator = await addVirtualAuthenticator(page);
  });

  afterEach(async () => {
    await page.context().close();
  });

  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const waitForStatus = (text: string | RegExp) =>
    page.getByRole('status').filter({ hasText: text }).waitFor();
  const waitForPage = (path: string) => page.waitForURL(`${url}${path}`);

  async function fillPassword(email: string): Promise<void> {
    await page.goto(`${url}/sign-in`);
    await page.getByLabel('Email address').fill(email);
    await page.getByLabel('Password').fill(PASSWORD);
    await press('Sign in');
  }

  async function signInByPassword(): Promise<{ email: string; userId: string }> {
    const { email, userId } = await createVerifiedAccount(credence);
    await fillPassword(email);
    await waitForPage('/account');
    await page.goto(`${url}/account/ways-in`);
    return { email, userId };
  }

  /** Renames the only passkey of the account. */
  async function renamePasskey(): Promise<void> {
    await page.getByRole('button', { name: /^Rename / }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Old laptop');
    await press('Confirm');
  }

  /** Signs in by password, adds a passkey and signs out. */
  async function addPasskeyAndSignOut(): Promise<void> {
    await signInByPassword();
    await press('Add a passkey');
    await waitForStatus('Added.');
    await page.context().clearCookies();
  }

  test(
    'a user adds a passkey, and signs in by the autofill of the browser on load (PKY-26)',
    async () => {
      await addPasskeyAndSignOut();
      expect(await authenticator.credentialIds()).toHaveLength(1);
      await page.goto(`${url}/sign-in`);
      await waitForPage('/account');
      await page.getByRole('heading', { name: 'Profile' }).waitFor();
      expect(errors.filter((text) => !text.includes('401'))).toEqual([]);
    },
    LONG_MS,
  );

  test(
    'a user signs in by the button, also without autofill and serialisation (PKY-26, PKY-27)',
    async () => {
      await addPasskeyAndSignOut();
      await page.addInitScript(`
        PublicKeyCredential.prototype.toJSON = () => { throw new TypeError('Illegal invocation'); };
        PublicKeyCredential.isConditionalMediationAvailable = async () => false;
        PublicKeyCredential.getClientCapabilities = undefined;`);
      await page.goto(`${url}/sign-in`);
      await press('Sign in with a passkey');
      await waitForPage('/account');
    },
    LONG_MS,
  );

  test(
    'a user cannot add a second passkey of the same authenticator',
    async () => {
      await signInByPassword();
      await press('Add a passkey');
      await waitForStatus('Added.');
      await press('Add a passkey');
      await page.getByRole('alert').filter({ hasText: 'registered already' }).waitFor();
    },
    LONG_MS,
  );

  test.each<[string, WrongBits]>([
    ['a bogus signature', { isBogusSignature: true }],
    ['no verification of the user', { isBadUV: true }],
    ['no presence of the user', { isBadUP: true }],
  ])(
    'an answer with %s is refused, and the browser keeps the passkey (PKY-25)',
    async (_, bits) => {
      await addPasskeyAndSignOut();
      await authenticator.answerWrongly(bits);
      await page.goto(`${url}/sign-in`);
      await waitForStatus('Invalid passkey.');
      expect(page.url()).toBe(`${url}/sign-in`);
      expect(await authenticator.credentialIds()).toHaveLength(1);
      await authenticator.answerWrongly();
      await press('Sign in with a passkey');
      await waitForPage('/account');
    },
    LONG_MS,
  );

  test(
    'a user adds a security key, and completes a sign-in by password with it',
    async () => {
      const key = await addVirtualAuthenticator(page, { transport: 'usb' });
      await authenticator.remove();
      const { email } = await signInByPassword();
      await press('Add a security key');
      await waitForStatus('Added.');
      expect(await key.credentialIds()).toHaveLength(1);
      expect(await page.getByRole('heading', { name: 'New recovery codes' }).isVisible()).toBe(true);
      const [code = ''] = await page.locator('#codes li').allTextContents();
      await page.context().clearCookies();
      await fillPassword(email);
      await press('Use a passkey or a security key');
      await waitForPage('/account');
      await page.goto(`${url}/account/ways-in`);
      await page.getByText('Security key', { exact: true }).first().waitFor();
      expect(await page.locator('#codes').isVisible()).toBe(false);
      await page.context().clearCookies();
      await fillPassword(email);
      await page.getByLabel('Code of your app').fill(code);
      await page.locator('#code-form button').click();
      await waitForPage('/account');
    },
    LONG_MS,
  );

  test(
    'a sign-in that owes an enrolment adds an authenticator app (MFA-31)',
    async () => {
      const { email, userId } = await signInByPassword();
      const path = `/v1/users/${userId}/mfa/demand`;
      const demanded = await credence.call('POST', path, {
        token: SERVICE_TOKEN,
        body: { reason: 'policy' },
      });
      expect(demanded.status).toBe(200);
      await page.context().clearCookies();
      await fillPassword(email);
      await confirmApp(page);
      await waitForStatus('You are signed in.');
      expect(await page.locator('#code-form').isVisible()).toBe(false);
      await page.getByRole('link', { name: 'Continue' }).click();
      await waitForPage('/account');
      await page.goto(`${url}/account/ways-in`);
      await page.getByText('Authenticator app', { exact: true }).waitFor();
    },
    LONG_MS,
  );

  test(
    'a user renames and removes a passkey, and the browser forgets it (PKY-25)',
    async () => {
      await signInByPassword();
      await press('Add a passkey');
      await waitForStatus('Added.');
      await renamePasskey();
      await waitForStatus('Renamed.');
      await press('Remove Old laptop');
      await press('Confirm');
      await waitForStatus('Removed.');
      await waitFor(
        'the browser forgets the passkey',
        async () => (await authenticator.credentialIds()).length === 0,
      );
      await page.getByText('Nothing yet.').waitFor();
    },
    LONG_MS,
  );

  test(
    'a user who signed in by password proves a passkey before the page changes it (MFA-28)',
    async () => {
      const { email } = await signInByPassword();
      await press('Add a passkey');
      await waitForStatus('Added.');
      await page.context().clearCookies();
      // Not on the page of the sign-in, where the browser would answer by the passkey.
      await page.evaluate(
        async (body) => {
          const headers = { 'content-type': 'application/json' };
          await fetch('/auth/login', { method: 'POST', headers, body });
        },
        JSON.stringify({ email, password: PASSWORD, cookie: true }),
      );
      await page.reload();
      await renamePasskey();
      await press('Use a passkey or security key');
      await waitForStatus('Renamed.');
      expect(errors.filter((text) => text.includes('403'))).toHaveLength(1);
    },
    LONG_MS,
  );

  test(
    'a phone is added beside a security key, and its code completes a sign-in (SMS-11)',
    async () => {
      await addVirtualAuthenticator(page, { transport: 'usb' });
      await authenticator.remove();
      const { email } = await signInByPassword();
      await press('Add a security key');
      await waitForStatus('Added.');
      const newestCode = async () =>
        (await credence.mails('+4915112345678')).at(-1)?.text.match(/#(\d{6})/)?.[1] ?? '';
      await press('Add a phone');
      const dialog = page.getByRole('dialog');
      expect(await dialog.getByText('This is the weakest second factor').isVisible()).toBe(true);
      await dialog.getByLabel('Number with its country code').fill('+49 (151) 1234-5678');
      await dialog.getByRole('button', { name: 'Send a code' }).click();
      await waitForStatus('A code is on its way.');
      await dialog.getByLabel('Code of the text message').fill(await newestCode());
      await dialog.getByRole('button', { name: 'Add a phone' }).click();
      await page.getByRole('listitem').filter({ hasText: 'number •• 78' }).waitFor();
      expect(await page.getByRole('listitem').filter({ hasText: 'number •• 78' }).count()).toBe(1);

      await page.context().clearCookies();
      await fillPassword(email);
      await press('Send a code to Phone (•• 78)');
      await waitForStatus('A code is on its way.');
      await page.getByLabel('Code of the text message, or a recovery code').fill(await newestCode());
      await press('Continue');
      await waitForPage('/account');
    },
    LONG_MS,
  );

  test(
    'the page renews the options of the autofill before they expire (PKY-26)',
    async () => {
      // Timers of more than a minute end at once, so the page need not be open for so long.
      await page.addInitScript(`
        const { setTimeout: plain } = window;
        let early = 3;
        window.setTimeout = (work, delay, ...rest) =>
          plain(work, delay > ${String(MINUTES)} && early-- > 0 ? 0 : delay, ...rest);`);
      let answers = 0;
      page.on('response', (response) => (answers += response.url().endsWith('/passkey/options') ? 1 : 0));
      await page.goto(`${url}/sign-in`);
      await waitFor('the page renews the options', () => answers > 1);
    },
    LONG_MS,
  );
});
