import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSignedInAccount } from '../../support/clients/accounts.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { listOperations } from '../../support/openapi/documented-operations.js';
import type { Operation } from '../../support/openapi/documented-operations.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

const ORIGIN = 'https://app.example.com';

let stores: TestStores;
let credence: Credence;
/** Every operation of the running program, with ids that nobody has. */
let operations: { method: string; path: string; operation: Operation }[];

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence({ ...stores.environment, CORS_ORIGINS: ORIGIN });
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

/** Credentials that an operation asks for, so that something else is what is wrong. */
async function credentials({ operation }: { operation: Operation }): Promise<Record<string, string>> {
  const [scheme] = operation.security ?? [];
  if (scheme === undefined) return {};
  const token = 'service' in scheme ? SERVICE_TOKEN : (await createSignedInAccount(credence)).token;
  return { authorization: `Bearer ${token}` };
}

const send = async (method: string, path: string, headers: Record<string, string> = {}, body?: unknown) =>
  await credence.call(method, path, { headers, ...(body !== undefined && { body }) });

describe('every operation of the program', () => {
  test('WEB-10 asks for a credential where it needs one, whatever stands in Authorization', async () => {
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
    for (const { method, path, operation } of operations.filter(
      (one) => one.operation.security !== undefined,
    )) {
      for (const authorization of malformed) {
        const body = operation.requestBody === undefined ? undefined : {};
        const { status } = await send(method, path, { authorization }, body);
        expect([method, path, authorization, status]).toEqual([method, path, authorization, 401]);
      }
    }
  });

  test('WEB-2 takes no body but JSON', async () => {
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

  test('REG-10, WEB-7 answers no body with a failure of its own', async () => {
    const bodies = [
      '',
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

  test('WEB-3 has no other verbs, and names its own', async () => {
    for (const path of new Set(operations.map((one) => one.path))) {
      const offered = new Set(operations.filter((one) => one.path === path).map(({ method }) => method));
      if (offered.has('GET')) offered.add('HEAD');
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        if (offered.has(method)) continue;
        const response = await fetch(credence.url + path, {
          method,
          headers: { 'x-http-method-override': 'GET' },
        });
        expect([method, path, response.status]).toEqual([method, path, 405]);
        expect(new Set(response.headers.get('allow')?.split(', '))).toEqual(offered);
      }
    }
  });

  test('WEB-1 is for the one origin of the list', async () => {
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

test('WEB-4 every kind of answer has the headers that browsers need', async () => {
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
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
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
  'REG-10 the Idempotency-Key "%s" is refused',
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

test('WEB-9 a query parameter given twice is refused', async () => {
  const path = '/v1/users?limit=1&limit=2';
  expect((await credence.call('GET', path, { token: SERVICE_TOKEN })).status).toBe(422);
});

test('WEB-10 after all of this it is still the same process, and nothing has failed', async () => {
  expect([credence.process.exitCode, credence.process.signalCode]).toEqual([null, null]);
  expect((await credence.call('GET', '/health/ready')).status).toBe(200);
  expect(credence.output()).not.toMatch(/"level":[56]0/);
});
