import express from 'express';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { plainForwardedFor } from '../../../src/api/http/requests/forwarded-for.js';
import type { ProxyHeader } from '../../../src/api/http/requests/forwarded-for.js';
import { addressOf } from '../../../src/api/http/requests/request-context.js';
import { startServer } from '../../../src/api/http/server/server.js';
import type { RunningServer } from '../../../src/api/http/server/server.js';

const OWN = '127.0.0.1';

describe.each<[ProxyHeader, [string, string][]]>([
  [
    'x-forwarded-for',
    [
      ['203.0.113.9', '203.0.113.9'],
      ['203.0.113.9:51234', '203.0.113.9'],
      ['2001:db8::5', '2001:db8::5'],
      ['[2001:db8::5]', '2001:db8::5'],
      ['[2001:db8::5]:443', '2001:db8::5'],
      ['"[2001:db8::5]:443"', '2001:db8::5'],
      ['"203.0.113.9"', '203.0.113.9'],
      ['[::ffff:203.0.113.9]:443', '203.0.113.9'],
      ['198.51.100.1:1, "[2001:db8::5]:443",203.0.113.9:2', '203.0.113.9'],
      ['203.0.113.9:2, 127.0.0.1:3', '203.0.113.9'],
      ['203.0.113.9, unknown', OWN],
      ['203.0.113.9:51234:1', OWN],
      ['[203.0.113.9', OWN],
      ['[]', OWN],
      ['', OWN],
      [',', OWN],
    ],
  ],
  [
    'forwarded',
    [
      ['for=203.0.113.9', '203.0.113.9'],
      ['For="[2001:db8::5]:4711"', '2001:db8::5'],
      ['proto=https;for="203.0.113.9:51234";by=10.0.0.1', '203.0.113.9'],
      ['for=198.51.100.1, for=203.0.113.9;host="a,for=192.0.2.1"', '203.0.113.9'],
      ['for=203.0.113.9, for=127.0.0.1', '203.0.113.9'],
      ['host="a;for=192.0.2.1\\";for=192.0.2.2";for=203.0.113.9', '203.0.113.9'],
      ['for=203.0.113.9, proto=https', OWN],
      ['for=_hidden', OWN],
      ['for="203.0.113.9', OWN],
      ['203.0.113.9', OWN],
      ['', OWN],
    ],
  ],
])('behind a trusted proxy that sends %s (LIM-5)', (header, cases) => {
  let server: RunningServer;

  beforeAll(async () => {
    const app = express();
    app.set('trust proxy', [OWN]);
    app.use(plainForwardedFor(header));
    app.get('/', (request, response) => {
      response.send(addressOf(request));
    });
    server = await startServer(app, { host: OWN, port: 0 });
  });

  afterAll(async () => {
    await server.stop();
  });

  const sourceFor = async (headers: Record<string, string>) =>
    await (await fetch(server.url, { headers })).text();

  test.each(cases)('the source of %s is %s', async (value, source) => {
    expect(await sourceFor({ [header]: value })).toBe(source);
  });

  test('the other header is ignored', async () => {
    const other = header === 'forwarded' ? 'x-forwarded-for' : 'forwarded';
    expect(await sourceFor({ [other]: other === 'forwarded' ? 'for=203.0.113.9' : '203.0.113.9' })).toBe(OWN);
  });
});
