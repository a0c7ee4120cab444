import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { findChromium, startBrowser } from '../support/clients/browser.js';
import { describeWhere } from '../support/requirements/describe-where.js';
import { startApplication } from '../support/saml/application.js';
import { connect } from '../support/saml/connected-organization.js';
import { startWebProvider } from '../support/saml/web-provider.js';
import type { WebProvider } from '../support/saml/web-provider.js';
import { startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { useStores } from '../support/stores/stores.js';
import type { TestStores } from '../support/stores/stores.js';

const LONG_MS = 60_000;
const LIBRARIES = ['samlp', 'samlify'] as const;

const executable = await findChromium();
const inBrowser = describeWhere(
  executable === null ? 'there is no Chromium on the PATH (Debian: apt-get install chromium)' : null,
);

inBrowser('an application of an organisation', () => {
  let stores: TestStores;
  let credence: Credence;
  let provider: WebProvider;
  let application: Awaited<ReturnType<typeof startApplication>>;
  let browser: Browser;
  const connections = new Map<string, { readonly id: string; readonly email: string }>();

  beforeAll(async () => {
    if (executable === null) throw new Error('There is no Chromium on this machine.');
    [stores, provider, application] = await Promise.all([
      useStores(),
      startWebProvider(),
      startApplication(),
    ]);
    credence = await startCredence({ ...stores.environment, CORS_ORIGINS: application.origin });
    application.serve(credence.url);
    for (const library of LIBRARIES) connections.set(library, await connectTo(library));
    browser = await startBrowser(executable);
  }, LONG_MS);

  afterAll(async () => {
    await browser.close();
    await credence.stop();
    await Promise.all([provider.stop(), application.stop()]);
    await stores.dispose();
  });

  /** Connects an organisation with the pages of a library. */
  async function connectTo(library: (typeof LIBRARIES)[number]) {
    const domain = `${library}.example`;
    const { connectionId: id, path, owner } = await connect(credence, stores, { domain });
    const at = `${provider.origin}/${library}`;
    const binding = library === 'samlify' ? 'post' : 'redirect';
    const body = { sso_url: `${at}/sso`, slo_url: `${at}/slo`, request_binding: binding };
    const { status } = await credence.call('PATCH', path, { token: owner.token, body });
    if (status !== 200) throw new Error(`The connection was not changed: ${String(status)}.`);
    const metadata = await (await fetch(`${credence.url}/saml/${id}/metadata`)).text();
    const email = `ada@${domain}`;
    provider.use(library, metadata, { id: randomUUID(), email });
    return { id, email };
  }

  function connectionTo(library: string) {
    const connection = connections.get(library);
    if (connection === undefined) throw new Error(`There is no connection to ${library}.`);
    return connection;
  }

  async function openPage(url: string): Promise<Page> {
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const page = await context.newPage();
    await page.goto(url);
    return page;
  }

  const waitForStatus = (page: Page, hasText: string) =>
    page.getByRole('status').filter({ hasText }).waitFor();
  const follow = (page: Page) => page.getByText('Continue as Ada').click();

  async function readAccount(page: Page): Promise<number> {
    return await page.evaluate(
      async (url) => (await fetch(url, { credentials: 'include' })).status,
      `${credence.url}/auth/me`,
    );
  }

  test.each(LIBRARIES)(
    'signs a person in by %s, and out there as well (SAML-33)',
    async (library) => {
      const { id, email } = connectionTo(library);
      const page = await openPage(`${application.origin}/${id}`);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForURL(`${provider.origin}/${library}/sso**`);
      await follow(page);
      await waitForStatus(page, `Signed in as ${email}`);
      expect(await readAccount(page)).toBe(200);

      await page.getByRole('button', { name: 'Sign out' }).click();
      await waitForStatus(page, 'Signed out');
      expect(page.url()).toBe(`${application.origin}/${id}`);
      expect(await readAccount(page)).toBe(401);
      await page.context().close();
    },
    LONG_MS,
  );

  test(
    'refuses a sign-in that another browser completes (SAML-17)',
    async () => {
      const { id } = connectionTo('samlp');
      const victim = await openPage(`${application.origin}/${id}`);
      await victim.getByRole('button', { name: 'Sign in' }).click();
      await victim.waitForURL(`${provider.origin}/samlp/sso**`);

      const other = await openPage(victim.url());
      await follow(other);
      await other.waitForURL(`${credence.url}/saml/${id}/acs`);
      await other.getByText('The sign-in began in another browser').waitFor();
      await Promise.all([victim.context().close(), other.context().close()]);
    },
    LONG_MS,
  );

  test(
    'without a front end gets the tokens from the answer itself (SAML-33)',
    async () => {
      const { id, email } = connectionTo('samlify');
      const page = await openPage(`${credence.url}/sso/${id}`);
      await follow(page);
      await page.waitForURL(`${credence.url}/saml/${id}/acs`);
      expect(JSON.parse(await page.locator('body').innerText())).toMatchObject({ email });
      await page.context().close();
    },
    LONG_MS,
  );
});
