import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PASSWORD } from '../../support/clients/accounts.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';
import { sendRawHttp } from '../../support/hostile/raw-http.js';

let stores: TestStores;
let credence: Credence;

beforeAll(async () => {
  stores = await useStores();
  const PUBLIC_URL = 'https://id.example.com';
  credence = await startCredence({ ...stores.environment, PUBLIC_URL, HSTS_INCLUDE_SUBDOMAINS: 'true' });
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

describe('raw requests', () => {
  const login =
    'POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nConnection: close\r\n';
  const body = `{"email":"ada@example.com","password":"${PASSWORD}"}`;
  const length = `Content-Length: ${body.length}`;

  test.each([
    [
      'a length and chunked encoding (WEB-8)',
      `${login}${length}\r\nTransfer-Encoding: chunked\r\n\r\n${body}`,
      /^HTTP\/1\.1 400 /,
    ],
    ['two lengths (WEB-8)', `${login}${length}\r\nContent-Length: 1\r\n\r\n${body}`, /^HTTP\/1\.1 400 /],
    ['a negative length (WEB-8)', `${login}Content-Length: -1\r\n\r\n${body}`, /^HTTP\/1\.1 400 /],
    ['a folded header (WEB-8)', `${login}X-A: b\r\n c\r\n${length}\r\n\r\n${body}`, /^HTTP\/1\.1 400 /],
    ['lines without CR (WEB-8)', `${login.replaceAll('\r', '')}${length}\n\n${body}`, /^HTTP\/1\.1 400 /],
    [
      'a space before a colon (WEB-8)',
      `${login}Content-Length : 1\r\n${length}\r\n\r\n${body}`,
      /^HTTP\/1\.1 400 /,
    ],
    ['no host (WEB-8)', `GET / HTTP/1.1\r\nConnection: close\r\n\r\n`, /^HTTP\/1\.1 400 /],
    ['an unknown HTTP version (WEB-8)', `GET / HTTP/9.9\r\nHost: a\r\n\r\n`, /^HTTP\/1\.1 400 /],
    [
      'a header of 17 kB (WEB-7)',
      `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${'a'.repeat(17_000)}\r\n\r\n`,
      /^HTTP\/1\.1 431 /,
    ],
    [
      'a path of 17 kB (WEB-7)',
      `GET /${'a'.repeat(17_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
      /^HTTP\/1\.1 4(14|31) /,
    ],
    [
      'the method TRACE (WEB-3)',
      'TRACE /auth/login HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
      /^HTTP\/1\.1 405 /,
    ],
    [
      'an unknown method (WEB-10)',
      'BREW / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
      /^HTTP\/1\.1 40[05] /,
    ],
    [
      'invalid percent-encoding (WEB-10)',
      'GET /%zz?%zz=%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
      /^HTTP\/1\.1 404 /,
    ],
    [
      'an id with invalid encoding (WEB-10)',
      'GET /v1/users/%c0%ae HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
      /^HTTP\/1\.1 404 /,
    ],
    [
      'a body longer than its declared length (WEB-10)',
      `${login}Content-Length: 5\r\n\r\n${body}`,
      /^HTTP\/1\.1 400 /,
    ],
    [
      'two Authorization headers, one of them valid (WEB-9)',
      `GET /v1/users HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer ${SERVICE_TOKEN}\r\nAuthorization: Bearer b\r\n\r\n`,
      /^HTTP\/1\.1 401 /,
    ],
    [
      'two Idempotency-Key headers (WEB-9)',
      `${login}Idempotency-Key: a\r\nIdempotency-Key: b\r\n${length}\r\n\r\n${body}`,
      /^HTTP\/1\.1 422 /,
    ],
    [
      'two Content-Type headers (WEB-9)',
      `${login}Content-Type: text/plain\r\n${length}\r\n\r\n${body}`,
      /^HTTP\/1\.1 415 /,
    ],
    [
      'ESC in the user agent (REG-10)',
      `${login}User-Agent: \x1b[31m\r\n${length}\r\n\r\n${body}`,
      /^HTTP\/1\.1 4(00|22) /,
    ],
    [
      'a non-ASCII byte in the request id (REG-10)',
      `GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Request-Id: \xff\r\n\r\n`,
      /^HTTP\/1\.1 200 /,
    ],
  ])('a raw request is handled without a server error: %s', async (_name, request, answer) => {
    expect(await sendRawHttp(credence.url, Buffer.from(request, 'latin1'))).toMatch(answer);
  });

  test.each([
    ['an unknown HTTP version', 'GET / HTTP/9.9\r\nHost: a\r\n\r\n', 400, 'Bad Request'],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', 400, 'Bad Request'],
    ['two hosts', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400, 'Bad Request'],
    ['an unknown expectation', 'GET / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n', 417, 'Expectation Failed'],
  ])(
    'a request with %s is answered with a problem and security headers, and logged (WEB-4, WEB-6)',
    async (_name, bytes, status, title) => {
      const logged = credence.output().length;
      const answer = await sendRawHttp(credence.url, bytes);
      const [head = '', problem = ''] = answer.split('\r\n\r\n');
      expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${String(status)} ${title}\r\n`));
      expect(JSON.parse(problem)).toEqual({ type: 'about:blank', title, status });
      for (const header of [
        'Cache-Control: no-store',
        'Content-Type: application/problem+json',
        'Strict-Transport-Security: max-age=31536000; includeSubDomains',
        'X-Content-Type-Options: nosniff',
      ])
        expect(head).toContain(header);
      await waitFor('the request is logged', () =>
        credence.output().slice(logged).includes('malformed request'),
      );
    },
  );

  test('HTTP/1.0 does not require a host (WEB-8)', async () => {
    expect(await sendRawHttp(credence.url, 'GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
  });

  test('an incomplete body does not block other requests (WEB-10)', async () => {
    const answer = sendRawHttp(credence.url, `${login}Content-Length: 50000\r\n\r\n{"email":`);
    expect((await credence.call('GET', '/')).status).toBe(200);
    expect(await answer).not.toMatch(/^HTTP\/1\.1 [25]/);
  });
});

test.each(['/AUTH/login', '/auth/%6cogin%2f', '/auth/login;x', '/./auth/../auth/x'])(
  'the path %s is not another spelling of the sign-in (LIM-6)',
  async (path) => {
    const request = `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`;
    expect(await sendRawHttp(credence.url, request)).toMatch(/^HTTP\/1\.1 404 /);
  },
);

test('the process survives all of these requests without a logged error (WEB-10)', async () => {
  expect([credence.process.exitCode, credence.process.signalCode]).toEqual([null, null]);
  expect((await credence.call('GET', '/health/ready')).status).toBe(200);
  expect(credence.output()).not.toMatch(/"level":[56]0/);
});
