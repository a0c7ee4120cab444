import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { createVerifiedAccount, PASSWORD } from '../support/clients/accounts.js';
import { findChromium, startBrowser } from '../support/clients/browser.js';
import { describeWhere } from '../support/requirements/describe-where.js';
import { SECRET_KEY, startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

const CLIENT = fileURLToPath(new URL('../../sdk/typescript/src/index.js', import.meta.url));
const START_CLIENT = `
  globalThis.signedOut = 0;
  globalThis.client = credence.createCredence({
    url: location.origin,
    store: credence.webStore(localStorage, navigator.locks),
    onSignedOut: () => { signedOut += 1; },
  });`;
const EXPIRE = `{
  const tokens = JSON.parse(localStorage['credence.tokens']);
  localStorage['credence.tokens'] = JSON.stringify({ ...tokens, expiresAt: 0 });
}`;
const READ_FIVE_TIMES = `Promise.all(Array.from({ length: 5 }, () =>
  client.api.GET('/auth/me').then(({ response }) => response.status)))`;
const ROUNDS = 5;
const LONG_MS = 300_000;

const executable = await findChromium();
const inBrowser = describeWhere(
  executable === null ? 'there is no Chromium on the PATH (Debian: apt-get install chromium)' : null,
);

inBrowser('the TypeScript client in a browser', () => {
  let database: TestDatabase;
  let credence: Credence;
  let browser: Browser;
  let context: BrowserContext;

  beforeAll(async () => {
    if (executable === null) throw new Error('There is no Chromium on this machine.');
    database = await usePostgres();
    credence = await startCredence({ DATABASE_URL: database.url, SECRET_KEY });
    browser = await startBrowser(executable);
    context = await browser.newContext();
    await context.addInitScript({ content: (await bundledClient()) + START_CLIENT });
  }, LONG_MS);

  afterAll(async () => {
    await browser.close();
    await credence.stop();
    await database.dispose();
  });

  /** Opens a tab of an app on the origin of the service. */
  async function openTab(): Promise<Page> {
    const tab = await context.newPage();
    await tab.goto(`${credence.url}/health/live`);
    return tab;
  }

  test(
    'two tabs refresh at once, every second answer is lost, and nobody is signed out (SDK-2)',
    async () => {
      const { email } = await createVerifiedAccount(credence);
      const tabs = [await openTab(), await openTab()];
      const body = JSON.stringify({ body: { email, password: PASSWORD } });
      await tabs[0]?.evaluate(`client.api.POST('/auth/login', ${body}).then(() => undefined)`);
      let refreshes = 0;
      await context.route('**/auth/refresh', async (route) => {
        refreshes += 1;
        const response = await route.fetch();
        // The service has replaced the token, and the tab does not learn it.
        if (refreshes % 2 === 1) await route.abort('connectionreset');
        else await route.fulfill({ response });
      });
      for (let round = 1; round <= ROUNDS; round += 1) {
        await tabs[1]?.evaluate(EXPIRE);
        const statuses = await Promise.all(tabs.map((tab) => tab.evaluate(READ_FIVE_TIMES)));
        expect(statuses).toEqual(tabs.map(() => [200, 200, 200, 200, 200]));
        // A tab may see the tokens of the other late, since browsers copy the storage between processes. It refreshes, too.
        expect(refreshes).toBeGreaterThanOrEqual(2 * round);
        expect(refreshes).toBeLessThanOrEqual(4 * round);
      }
      expect(await Promise.all(tabs.map((tab) => tab.evaluate('signedOut')))).toEqual([0, 0]);
    },
    LONG_MS,
  );
});

/** Returns the client as a script that defines the global `credence`. */
async function bundledClient(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [CLIENT],
    bundle: true,
    format: 'iife',
    globalName: 'credence',
    write: false,
    logLevel: 'error',
  });
  return outputFiles.map(({ text }) => text).join('\n');
}
