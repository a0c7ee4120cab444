import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSignedInAccount } from '../../support/clients/accounts.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import {
  admitsServices,
  listOperations,
  needsCredentials,
} from '../../support/openapi/documented-operations.js';
import type { Operation } from '../../support/openapi/documented-operations.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

const ORIGIN = 'https://app.example.com';

let stores: TestStores;
let credence: Credence;
/** Every operation of the running program, with ids of nothing in its path. */
let operations: { method: string; path: string; operation: Operation }[];

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence({
    ...stores.environment,
    CORS_ORIGINS: ORIGIN,
    PUBLIC_URL: 'https://id.example.com',
  });
  operations = (await listOperations(credence.url)).map(({ method, template, operation }) => ({
    method,
    path: template.replace(/\{\w+\}/g, '6f1c1f6e-6d0f-4d0c-8a43-0d4b4f8f3a11'),
    operation,
  }));
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

const takesJson = ({ operation }: { operation: Operation }) =>
  operation.requestBody !== undefined && 'application/json' in operation.requestBody.content;

/** Returns valid credentials for an operation, so that the request fails for another reason. */
async function credentials({ operation }: { operation: Operation }): Promise<Record<string, string>> {
  if (!needsCredentials(operation)) return {};
  const token = admitsServices(operation) ? SERVICE_TOKEN : (await createSignedInAccount(credence)).token;
  return { authorization: `Bearer ${token}` };
}

const send = async (method: string, path: string, headers: Record<string, string> = {}, body?: unknown) =>
  await credence.call(method, path, { headers, ...(body !== undefined && { body }) });

describe('every operation', () => {
  test('a malformed Authorization header is answered with 401 (WEB-10)', async () => {
    const malformed = [
      '',
      'Bearer',
      'Bearer  x',
      'Bearer a b',
      'Basic YTpi',
      'bearer a.b.c',
      'Bearer ,',
      '\xff',
      'Bearer ..',
    ];
    for (const { method, path, operation } of operations.filter((one) => needsCredentials(one.operation))) {
      for (const authorization of malformed) {
        const body = operation.requestBody === undefined ? undefined : {};
        const { status } = await send(method, path, { authorization }, body);
        expect([method, path, authorization, status]).toEqual([method, path, authorization, 401]);
      }
    }
  });

  test('an operation with a JSON body rejects every other content type (WEB-2)', async () => {
    const types = [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/json',
    ];
    for (const one of operations.filter(takesJson)) {
      const headers = await credentials(one);
      for (const type of types) {
        const { status } = await send(one.method, one.path, { ...headers, 'content-type': type }, '{}');
        expect([one.path, type, status]).toEqual([one.path, type, 415]);
      }
    }
  });

  test('no malformed body causes a server error (REG-10, WEB-7)', async () => {
    const bodies = [
      '{',
      'null',
      '[]',
      '"\\ud800"',
      '{"email":',
      '[[[[',
      '{"a":1e999}',
      '{"__proto__":{}}',
      '{"\\u0000":1}',
    ];
    for (const one of operations.filter(({ operation }) => operation.requestBody !== undefined)) {
      const headers = await credentials(one);
      for (const body of [...bodies, '['.repeat(50_000), `{"a":"${'a'.repeat(70_000)}"}`]) {
        const { status } = await send(one.method, one.path, headers, body);
        expect([400, 404, 413, 415, 422]).toContain(status);
      }
    }
  });

  test('an empty body of type JSON is answered like a missing body (REG-10, WEB-2)', async () => {
    for (const one of operations.filter(takesJson)) {
      const isRequired = one.operation.requestBody?.required === true;
      const withoutBody = await send(one.method, one.path, await credentials(one));
      const emptyBody = await send(one.method, one.path, await credentials(one), '');
      const expected = isRequired ? [415, 400] : [withoutBody.status, withoutBody.status];
      expect([one.path, withoutBody.status, emptyBody.status]).toEqual([one.path, ...expected]);
      expect(emptyBody.status).toBeLessThan(500);
    }
  });

  test('an unsupported method is rejected with the supported ones (WEB-3)', async () => {
    for (const path of new Set(operations.map((one) => one.path))) {
      const supported = new Set(operations.filter((one) => one.path === path).map(({ method }) => method));
      // HEAD would start a SAML request, complete a sign-in (OAU-4), or sign out.
      if (supported.has('GET') && !/^\/sso\/|\/(callback|slo)$/.test(path)) supported.add('HEAD');
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        if (supported.has(method)) continue;
        const response = await fetch(credence.url + path, {
          method,
          headers: { 'x-http-method-override': 'GET' },
        });
        expect([method, path, response.status]).toEqual([method, path, 405]);
        expect(new Set(response.headers.get('allow')?.split(', '))).toEqual(supported);
      }
    }
  });

  test('a preflight of an origin that is not configured is not allowed (WEB-1)', async () => {
    for (const { method, path } of operations) {
      for (const origin of [
        'null',
        `${ORIGIN}.evil.com`,
        'http://app.example.com',
        `${ORIGIN}:8443`,
        'https://xapp.example.com',
      ]) {
        const preflight = await fetch(credence.url + path, {
          method: 'OPTIONS',
          headers: { origin, 'access-control-request-method': method },
        });
        expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
        expect(preflight.headers.get('vary')).toContain('Origin');
      }
    }
  });
});

test('scripts of every origin can read the public documents, without credentials (WEB-1)', async () => {
  for (const path of ['/.well-known/openid-configuration', '/.well-known/jwks.json', '/openapi.json']) {
    for (const headers of [{}, { origin: 'https://elsewhere.example' }]) {
      const answer = await fetch(credence.url + path, { headers });
      expect([path, answer.status]).toEqual([path, 200]);
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    }
    const known = await fetch(credence.url + path, { headers: { origin: ORIGIN } });
    expect(known.headers.get('access-control-allow-origin')).toBe(ORIGIN);
  }
  const other = await fetch(`${credence.url}/event-types`, {
    headers: { origin: 'https://elsewhere.example' },
  });
  expect(other.headers.get('access-control-allow-origin')).toBeNull();
});

test('every kind of response has the security headers (WEB-4)', async () => {
  const paths = [
    '/',
    '/nowhere',
    '/auth/me',
    '/auth/signup',
    '/openapi.json',
    '/metrics',
    '/docs',
    '/verify-email',
  ];
  for (const path of [
    ...paths,
    '/pages/page.css',
    '/dev/inbox',
    '/dev/inbox.json',
    '/dev/inbox/none',
    '/%E0%A4%A',
  ]) {
    const { headers } = await fetch(credence.url + path);
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('content-type')).toMatch(/charset=utf-8/i);
    for (const rule of ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]) {
      expect(headers.get('content-security-policy')).toContain(rule);
    }
  }
});

test.each(['a b', 'ü', 'a'.repeat(256), '', '\t'])(
  'the malformed Idempotency-Key "%s" is rejected (REG-10)',
  async (key) => {
    const answer = await send(
      'POST',
      '/auth/resend-verification',
      { 'idempotency-key': key },
      { email: 'ada@example.com' },
    );
    expect(answer.status).toBe(422);
  },
);

test('a repeated query parameter is rejected (WEB-9)', async () => {
  const path = '/v1/users?limit=1&limit=2';
  expect((await credence.call('GET', path, { token: SERVICE_TOKEN })).status).toBe(422);
});

test('the process survives all of these requests without a logged error (WEB-10)', async () => {
  expect([credence.process.exitCode, credence.process.signalCode]).toEqual([null, null]);
  expect((await credence.call('GET', '/health/ready')).status).toBe(200);
  expect(credence.output()).not.toMatch(/"level":[56]0/);
});
