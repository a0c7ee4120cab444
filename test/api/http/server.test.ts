import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { announceDeprecation } from '../../../src/api/http/deprecation.js';
import { startServer } from '../../../src/api/http/server/server.js';
import { startDemoApi } from '../../support/server/demo-api.js';
import type { DemoApi } from '../../support/server/demo-api.js';
import { sendRawHttp } from '../../support/hostile/raw-http.js';

describe('the HTTP server', () => {
  let api: DemoApi;

  beforeAll(async () => {
    api = await startDemoApi();
  });

  afterAll(async () => {
    await api.stop();
  });

  const head = 'POST /demo/notes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';
  test.each([
    ['two lengths', `${head}Content-Length: 12\r\nContent-Length: 5\r\n\r\n{"text":"a"}`],
    [
      'a length and chunked encoding',
      `${head}Content-Length: 12\r\nTransfer-Encoding: chunked\r\n\r\nc\r\n{"text":"a"}\r\n0\r\n\r\n`,
    ],
    ['a folded header', `${head}X-A: b\r\n c\r\nContent-Length: 12\r\n\r\n{"text":"a"}`],
    ['lines without CR', `${head.replaceAll('\r', '')}Content-Length: 12\n\n{"text":"a"}`],
  ])('a request with %s is rejected (WEB-8)', async (_name, bytes) => {
    const written = api.world.written;
    expect(await sendRawHttp(api.url, bytes)).toMatch(/^HTTP\/1\.1 400 /);
    expect(api.world.written).toBe(written);
  });

  test('headers of more than 16 KiB are rejected (WEB-7)', async () => {
    const answer = await sendRawHttp(
      api.url,
      `GET /demo/notes HTTP/1.1\r\nHost: a\r\nX-A: ${'a'.repeat(17_000)}\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  });

  test('the method TRACE is rejected (WEB-3)', async () => {
    const answer = await sendRawHttp(
      api.url,
      'TRACE /demo/notes HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 405 /);
    expect(answer).toContain('Allow: POST, GET, HEAD');
  });

  test('every answer of a deprecated operation names the dates, and other answers do not (RFC 9745, RFC 8594)', async () => {
    for (const query of ['', '?limit=none']) {
      const { headers } = await fetch(`${api.url}/demo/notes${query}`);
      expect(headers.get('deprecation')).toBe('@1795824000');
      expect(headers.get('sunset')).toBe('Sun, 28 Nov 2027 00:00:00 GMT');
      expect(headers.get('access-control-expose-headers')).toMatch(/Retry-After.*Deprecation,Sunset/);
    }
    const other = await fetch(`${api.url}/demo/notes`, { method: 'POST' });
    expect([other.headers.get('deprecation'), other.headers.get('sunset')]).toEqual([null, null]);
    const { paths } = (await (await fetch(`${api.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, object>>;
    };
    expect(paths['/demo/notes']?.['get']).toMatchObject({
      deprecated: true,
      description: 'Deprecated since 2026-11-28. Ends on 2027-11-28.',
    });
    expect(paths['/demo/notes']?.['post']).not.toHaveProperty('deprecated');
  });

  test('an operation cannot end before it is deprecated', () => {
    const dates = { since: new Date('2027-01-01'), sunset: new Date('2026-01-01') };
    expect(() => announceDeprecation(dates)).toThrow(RangeError);
  });

  test.each([
    ['slow headers', 'GET /demo/notes HTTP/1.1\r\nHost: a\r\nX-Slow: '],
    ['a slow body', `${head}Content-Length: 1000\r\n\r\n{"text":"`],
  ])(
    'a request with %s times out (WEB-7)',
    async (_name, beginning) => {
      const { hostname, port } = new URL(api.url);
      const socket = connect(Number(port), hostname, () => socket.write(beginning));
      const drip = setInterval(() => socket.write('a'), 500);
      let answer = '';
      socket.on('data', (chunk) => (answer += chunk.toString()));
      socket.on('error', () => undefined);
      await new Promise((resolve) => socket.once('close', resolve));
      clearInterval(drip);
      expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    },
    300_000,
  );

  test.each(['\x00', '\x1b[31m', '\x7f'])(
    'the character %j in a header is rejected (REG-10)',
    async (character) => {
      const answer = await sendRawHttp(
        api.url,
        Buffer.from(
          `GET /demo/notes HTTP/1.1\r\nHost: a\r\nUser-Agent: a${character}b\r\nConnection: close\r\n\r\n`,
          'latin1',
        ),
      );
      expect(answer).toMatch(/^HTTP\/1\.1 4(00|22) /);
    },
  );

  test.each([
    ['UTF-8', Buffer.from('Zoë’s iPad 🛒')],
    ['Latin-1', Buffer.from('Zoë', 'latin1')],
    ['bytes of no text', Buffer.from([0x85, 0xff, 0xfe])],
  ])('a user agent in %s is served (REG-10)', async (_name, userAgent) => {
    const head = 'GET /demo/notes HTTP/1.1\r\nHost: a\r\nConnection: close\r\nUser-Agent: ';
    const bytes = Buffer.concat([Buffer.from(head), userAgent, Buffer.from('\r\n\r\n')]);
    expect(await sendRawHttp(api.url, bytes)).toMatch(/^HTTP\/1\.1 200 /);
  });
});

test('a stopping server finishes the requests in progress and closes keep-alive connections', async () => {
  let finish = () => {};
  const asked = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let begun = () => {};
  const underWay = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const server = await startServer(
    (_request, response) => {
      begun();
      void asked.then(() => response.end('done'));
    },
    { host: '127.0.0.1', port: 0 },
  );
  const agent = new Agent({ keepAlive: true });
  const answered = new Promise<string>((resolve, reject) => {
    request(server.url, { agent }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve(text));
    })
      .on('error', reject)
      .end();
  });
  await underWay;
  const started = performance.now();
  const stopped = server.stop();
  setTimeout(finish, 100);
  expect(await answered).toBe('done');
  await stopped;
  agent.destroy();
  expect(performance.now() - started).toBeLessThan(1_000);
  await expect(fetch(server.url)).rejects.toThrow();
});

test('a stop under keep-alive fails no request: answers first announce the end of the connection (DEP-6)', async () => {
  const server = await startServer((_request, response) => setTimeout(() => response.end('ok'), 5), {
    host: '127.0.0.1',
    port: 0,
    announceCloseMs: 500,
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const closing: boolean[] = [];
  const call = () =>
    new Promise<boolean>((resolve, reject) => {
      request(server.url, { agent }, (response) => {
        response.resume();
        response.once('end', () => resolve(response.headers.connection === 'close'));
      })
        .once('error', reject)
        .end();
    });
  let isCalling = true;
  const clients = Array.from({ length: 8 }, async () => {
    while (isCalling) closing.push(await call());
  });
  await sleep(200);
  expect(closing).not.toContain(true);
  const stopped = server.stop();
  await sleep(300);
  isCalling = false;
  await Promise.all(clients);
  await stopped;
  expect(closing).toContain(true);
  agent.destroy();
});

test('a stop without an open connection does not wait for clients', async () => {
  const server = await startServer((_request, response) => response.end(), {
    host: '127.0.0.1',
    port: 0,
    announceCloseMs: 60_000,
  });
  const agent = new Agent();
  await new Promise((resolve, reject) => {
    request(server.url, { agent }, (response) => response.resume().once('close', resolve))
      .once('error', reject)
      .end();
  });
  agent.destroy();
  await server.stop();
  await expect(fetch(server.url)).rejects.toThrow();
});
