import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { createVerifiedAccount, PASSWORD } from '../support/clients/accounts.js';
import { findChromium, openMonitoredPage, startBrowser } from '../support/clients/browser.js';
import { codeAt } from '../support/domain/totp-codes.js';
import { describeWhere } from '../support/requirements/describe-where.js';
import { startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { freePort } from '../support/server/free-port.js';
import { useStores } from '../support/stores/stores.js';
import type { TestStores } from '../support/stores/stores.js';

const SERVER = fileURLToPath(new URL('../../../examples/browser-mfa/server.mjs', import.meta.url));
const LONG_MS = 300_000;

const executable = await findChromium();
const inBrowser = describeWhere(
  executable === null ? 'there is no Chromium on the PATH (Debian: apt-get install chromium)' : null,
);

inBrowser('the example of a page with a second factor', () => {
  let stores: TestStores;
  let credence: Credence;
  let browser: Browser;
  let example: ChildProcess;
  let url: string;

  beforeAll(async () => {
    if (executable === null) throw new Error('There is no Chromium on this machine.');
    stores = await useStores();
    const port = String(await freePort());
    url = `http://127.0.0.1:${port}`;
    credence = await startCredence({ ...stores.environment, CORS_ORIGINS: url });
    example = spawn(process.execPath, [SERVER], {
      env: { PATH: process.env['PATH'] ?? '', PORT: port, CREDENCE_URL: credence.url },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (example.stdout !== null) await once(example.stdout, 'data');
    browser = await startBrowser(executable);
  }, LONG_MS);

  afterAll(async () => {
    await browser.close();
    example.kill();
    await credence.stop();
    await stores.dispose();
  });

  test(
    'adds an authenticator app, and asks for it at the next sign-in',
    async () => {
      const { email } = await createVerifiedAccount(credence);
      const { page } = await openMonitoredPage(browser);
      const press = (name: string) => page.getByRole('button', { name }).click();
      const signIn = async () => {
        await page.goto(url);
        await page.getByLabel('Email address').fill(email);
        await page.getByLabel('Password').fill(PASSWORD);
        await press('Sign in');
      };
      await signIn();
      await press('Add an authenticator app');
      await page.getByRole('img', { name: 'QR code of the key' }).waitFor();
      const secret = await page.locator('#secret').innerText();
      await page.getByLabel('Code of the app').fill(codeAt(new Date(), secret));
      await press('Confirm');
      await page.getByText('at the level aal2').waitFor();
      expect(await page.locator('#codes li').count()).toBe(10);
      const [recovery = ''] = await page.locator('#codes li').allTextContents();

      await signIn();
      await page.getByLabel('Code of your app').fill('000000');
      await press('Continue');
      await page.getByRole('status').filter({ hasText: 'Invalid code' }).waitFor();
      await page.getByLabel('Code of your app').fill(recovery);
      await press('Continue');
      await page.getByText('at the level aal2').waitFor();
      await page.context().close();
    },
    LONG_MS,
  );
});
