import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import express from 'express';
import helmet from 'helmet';
import { pagesRouter } from '../../../src/api/pages/pages-router.js';

let server: Server;
let origin: string;

beforeAll(async () => {
  const app = express();
  app.use(helmet());
  app.use(pagesRouter());
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  origin = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe.each([
  ['/verify-email', '/auth/verify-email'],
  ['/reset-password', '/auth/reset-password-confirm'],
  ['/confirm-email', '/auth/confirm-email'],
  ['/confirm-sign-up', '/oauth/confirm'],
])('the page %s', (path, command) => {
  test('posts to its command, and works without the query too', async () => {
    const page = await (await fetch(origin + path)).text();
    expect(page).toContain(`action="${command}"`);
    expect(page).toContain('method="post"');
    expect(page).toContain('<noscript>');
  });

  test('RST-10 leaks the token to no cache and no other site', async () => {
    const response = await fetch(`${origin}${path}?token=abc`);
    expect(response.status).toBe(200);
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('never repeats what is in the query', async () => {
    const hostile = encodeURIComponent('"><script>alert(1)</script>');
    const page = await (await fetch(`${origin}${path}?token=${hostile}`)).text();
    expect(page).toBe(await (await fetch(origin + path)).text());
  });

  test('has no script or style of its own, and loads only from here', async () => {
    const page = await (await fetch(origin + path)).text();
    expect(page).not.toMatch(/<style|style=|\son\w+=|<script[^>]*>[^<]/);
    const sources = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(sources).toEqual(['/pages/page.css', '/pages/page.js']);
    for (const source of sources) expect((await fetch(origin + source)).status).toBe(200);
  });

  test('only answers to reading', async () => {
    expect((await fetch(origin + path, { method: 'POST' })).status).toBe(404);
  });
});

test('a password manager can tell that a new password is asked for', async () => {
  const page = await (await fetch(`${origin}/reset-password`)).text();
  expect(page).toContain('autocomplete="new-password"');
  expect(page).toContain('<label for="new-password">');
});

test('assets have the types that browsers insist on', async () => {
  expect((await fetch(`${origin}/pages/page.js`)).headers.get('content-type')).toMatch(/^text\/javascript/);
  expect((await fetch(`${origin}/pages/page.css`)).headers.get('content-type')).toMatch(/^text\/css/);
  expect((await fetch(`${origin}/pages/..%2fpages-router.js`)).status).not.toBe(200);
});
