import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PASSWORD } from '../../support/clients/accounts.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';
import { sendRawHttp } from '../../support/hostile/raw-http.js';

let stores: TestStores;
let credence: Credence;

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence(stores.environment);
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

describe('bytes that no client sends', () => {
  const login =
    'POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nConnection: close\r\n';
  const body = `{"email":"ada@example.com","password":"${PASSWORD}"}`;
  const length = `Content-Length: ${body.length}`;

  test.each([
    [
      'WEB-8 a length and chunks',
      `${login}${length}\r\nTransfer-Encoding: chunked\r\n\r\n${body}`,
      /^HTTP\/1\.1 400 /,
    ],
    ['WEB-8 two lengths', `${login}${length}\r\nContent-Length: 1\r\n\r\n${body}`, /^HTTP\/1\.1 400 /],
    ['WEB-8 a negative length', `${login}Content-Length: -1\r\n\r\n${body}`, /^HTTP\/1\.1 400 /],
    ['WEB-8 a folded header', `${login}X-A: b\r\n c\r\n${length}\r\n\r\n${body}`, /^HTTP\/1\.1 400 /],
    ['WEB-8 lines without CR', `${login.replaceAll('\r', '')}${length}\n\n${body}`, /^HTTP\/1\.1 400 /],
    [
      'WEB-8 a space before a colon',
      `${login}Content-Length : 1\r\n${length}\r\n\r\n${body}`,
      /^HTTP\/1\.1 400 /,
    ],
    ['WEB-8 no host', `GET / HTTP/1.1\r\nConnection: close\r\n\r\n`, /^HTTP\/1\.1 400 /],
    ['WEB-8 another protocol', `GET / HTTP/9.9\r\nHost: a\r\n\r\n`, /^HTTP\/1\.1 400 /],
    [
      'WEB-7 a header of 17 kB',
      `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${'a'.repeat(17_000)}\r\n\r\n`,
      /^HTTP\/1\.1 431 /,
    ],
    [
      'WEB-7 a path of 17 kB',
      `GET /${'a'.repeat(17_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
      /^HTTP\/1\.1 4(14|31) /,
    ],
    ['WEB-3 TRACE', 'TRACE /auth/login HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 405 /],
    [
      'WEB-10 a method of its own',
      'BREW / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
      /^HTTP\/1\.1 40[05] /,
    ],
    [
      'WEB-10 bad percent-encoding',
      'GET /%zz?%zz=%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
      /^HTTP\/1\.1 404 /,
    ],
    [
      'WEB-10 bad encoding of an id',
      'GET /v1/users/%c0%ae HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
      /^HTTP\/1\.1 404 /,
    ],
    ['WEB-10 a body of another length', `${login}Content-Length: 5\r\n\r\n${body}`, /^HTTP\/1\.1 400 /],
    [
      'WEB-9 two credentials, of which one would do',
      `GET /v1/users HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer ${SERVICE_TOKEN}\r\nAuthorization: Bearer b\r\n\r\n`,
      /^HTTP\/1\.1 401 /,
    ],
    [
      'WEB-9 two keys of one request',
      `${login}Idempotency-Key: a\r\nIdempotency-Key: b\r\n${length}\r\n\r\n${body}`,
      /^HTTP\/1\.1 422 /,
    ],
    [
      'WEB-9 two types of one body',
      `${login}Content-Type: text/plain\r\n${length}\r\n\r\n${body}`,
      /^HTTP\/1\.1 415 /,
    ],
    [
      'REG-10 ESC in the user agent',
      `${login}User-Agent: \x1b[31m\r\n${length}\r\n\r\n${body}`,
      /^HTTP\/1\.1 4(00|22) /,
    ],
    [
      'REG-10 bytes in the request id',
      `GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Request-Id: \xff\r\n\r\n`,
      /^HTTP\/1\.1 200 /,
    ],
  ])('%s', async (_name, request, answer) => {
    expect(await sendRawHttp(credence.url, Buffer.from(request, 'latin1'))).toMatch(answer);
  });

  test('WEB-4 WEB-6 what cannot be parsed is refused with a problem, and securely', async () => {
    const answer = await sendRawHttp(credence.url, `GET / HTTP/9.9\r\nHost: a\r\n\r\n`);
    const [head = '', problem = ''] = answer.split('\r\n\r\n');
    expect(JSON.parse(problem)).toEqual({ type: 'about:blank', title: 'Bad Request', status: 400 });
    for (const header of [
      'Cache-Control: no-store',
      'Content-Type: application/problem+json',
      'Strict-Transport-Security: max-age=',
      'X-Content-Type-Options: nosniff',
    ])
      expect(head).toContain(header);
  });

  test('WEB-10 a body that breaks off stops nothing', async () => {
    const answer = sendRawHttp(credence.url, `${login}Content-Length: 50000\r\n\r\n{"email":`);
    expect((await credence.call('GET', '/')).status).toBe(200);
    expect(await answer).not.toMatch(/^HTTP\/1\.1 [25]/);
  });
});

test.each([
  '//auth/login',
  '/auth/login/',
  '/AUTH/login',
  '/auth//login',
  '/auth/%6cogin%2f',
  '/auth/login;x',
  '/./auth/../auth/x',
])('LIM-6 %s is no other way to the same', async (path) => {
  const request = `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`;
  expect(await sendRawHttp(credence.url, request)).toMatch(/^HTTP\/1\.1 404 /);
});

test('WEB-10 after all of this it is still the same process, and nothing has failed', async () => {
  expect([credence.process.exitCode, credence.process.signalCode]).toEqual([null, null]);
  expect((await credence.call('GET', '/health/ready')).status).toBe(200);
  expect(credence.output()).not.toMatch(/"level":[56]0/);
});
