import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import express from 'express';
import helmet from 'helmet';
import { pagesRouter } from '../../../src/api/pages/pages-router.js';

/** The pages behind mailed links, with the endpoints that they post to. */
const MAIL_PAGES = [
  ['/verify-email', '/auth/verify-email'],
  ['/reset-password', '/auth/reset-password-confirm'],
  ['/confirm-email', '/auth/confirm-email'],
  ['/confirm-sign-up', '/oauth/confirm'],
  ['/restore-identity', '/auth/restore-identity'],
  ['/cancel-reset', '/auth/mfa/reset-cancel'],
  ['/export', '/auth/export/download'],
] as const;

let server: Server;
let origin: string;

beforeAll(async () => {
  const app = express();
  app.use(helmet());
  app.use('/id', pagesRouter('/id'));
  app.use(pagesRouter(''));
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  origin = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe.each(MAIL_PAGES)('the page %s', (path, command) => {
  test('the page posts to its endpoint and loads without a token', async () => {
    const page = await (await fetch(origin + path)).text();
    expect(page).toContain(`action="${command}"`);
    expect(page).toContain('method="post"');
    expect(page).toContain('<noscript>');
  });

  test('the page leaks its token neither to caches nor to other sites (RST-10)', async () => {
    const response = await fetch(`${origin}${path}?token=abc`);
    expect(response.status).toBe(200);
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('the page does not contain its query', async () => {
    const hostile = encodeURIComponent('"><script>alert(1)</script>');
    const page = await (await fetch(`${origin}${path}?token=${hostile}`)).text();
    expect(page).toBe(await (await fetch(origin + path)).text());
  });

  test('the page has no inline script or style and loads only files of this origin', async () => {
    const page = await (await fetch(origin + path)).text();
    expect(page).not.toMatch(/<style|style=|\son\w+=|<script[^>]*>[^<]/);
    const sources = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
    const [icon, ...files] = sources;
    // Without an empty icon, browsers ask the root of the host, which may belong to another site.
    expect(icon).toBe('data:,');
    expect(files).toEqual(['/pages/page.css', '/pages/page.js']);
    for (const source of files) expect((await fetch(origin + source)).status).toBe(200);
  });

  test('the page is read-only', async () => {
    expect((await fetch(origin + path, { method: 'POST' })).status).toBe(404);
  });
});

test('a password manager recognises the field of the new password', async () => {
  const page = await (await fetch(`${origin}/reset-password`)).text();
  expect(page).toContain('autocomplete="new-password"');
  expect(page).toContain('<label for="new-password">');
});

test('assets have the right content types', async () => {
  expect((await fetch(`${origin}/pages/page.js`)).headers.get('content-type')).toMatch(/^text\/javascript/);
  expect((await fetch(`${origin}/pages/page.css`)).headers.get('content-type')).toMatch(/^text\/css/);
  expect((await fetch(`${origin}/pages/..%2fpages-router.js`)).status).not.toBe(200);
});

test('the page of a sign-in link is the same for every token, and cached nowhere (MGC-14)', async () => {
  const [bare, opened] = await Promise.all(
    ['/sign-in-link', '/sign-in-link?token=one'].map((path) => fetch(origin + path)),
  );
  expect(await opened?.text()).toBe(await bare?.text());
  expect(opened?.headers.get('referrer-policy')).toBe('no-referrer');
  expect(opened?.headers.get('cache-control')).toBe('no-store');
});

test.each([
  ['/sign-in', '/sign-in'],
  ['/set-up', '/sign-in'],
])('the page %s has no inline script or style, and loads only files of this origin', async (path, script) => {
  const page = await (await fetch(origin + path)).text();
  expect(page).not.toMatch(/<style|style=|\son\w+=|<script[^>]*>[^<]/);
  const files = [...page.matchAll(/<(?:script|link)[^>]* (?:src|href)="([^"]+)"/g)].flatMap(
    ([, file]) => file ?? [],
  );
  expect(files.filter((file) => file !== 'data:,')).toEqual([
    '/pages/page.css',
    '/pages/simplewebauthn.js',
    `/pages${script}.js`,
  ]);
  for (const file of files.slice(1)) expect((await fetch(origin + file)).status).toBe(200);
});

test('one frame holds every page, and a page is its body alone', () => {
  const folder = new URL('../../../src/api/pages/', import.meta.url);
  const templates = readdirSync(folder).filter((name) => /\.(eta|html)$/.test(name));
  expect(templates).toContain('verify-email.eta');
  const isFrame = (name: string) => /<html|<head|<title/.test(readFileSync(new URL(name, folder), 'utf8'));
  expect(templates.filter(isFrame)).toEqual(['frame.eta']);
});

test.each([...MAIL_PAGES.map(([path]) => path), '/sign-in-link', '/sign-in', '/set-up'])(
  'the page %s finds its files and endpoints below the path of the public URL',
  async (path) => {
    const page = await (await fetch(`${origin}/id${path}`)).text();
    const targets = [...page.matchAll(/ (?:href|src|action)="(\/[^"]*)"/g)].map(([, target]) => target);
    expect(targets).toContain('/id/pages/page.css');
    expect(targets.filter((target) => target?.startsWith('/id/') !== true)).toEqual([]);
    expect(page.replaceAll('="/id/', '="/')).toBe(await (await fetch(origin + path)).text());
  },
);
