import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import { freePort } from '../../support/server/free-port.js';
import type { Credence } from '../../support/server/credence.js';
import { openMailbox } from '../../support/clients/mailbox.js';
import type { Mailbox } from '../../support/clients/mailbox.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

let stores: TestStores;
let mailbox: Mailbox;
let credence: Credence;
let internalUrl: string;

beforeAll(async () => {
  stores = await useStores();
  mailbox = await openMailbox();
  const port = String(await freePort());
  internalUrl = `http://127.0.0.1:${port}`;
  credence = await startCredence({
    ...stores.environment,
    NODE_ENV: 'production',
    SMTP_URL: mailbox.url,
    SMTP_ALLOW_PLAINTEXT: 'true',
    HEALTH_PORT: port,
  });
});

afterAll(async () => {
  await credence.stop();
  await mailbox.stop();
  await stores.dispose();
});

function expectSecurityHeaders({ headers }: Response): void {
  expect(headers.get('cache-control')).toBe('no-store');
  // Neither listener is on TLS, where the header has no meaning (RFC 6797 §7.2).
  expect(headers.get('strict-transport-security')).toBeNull();
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('content-security-policy')).toContain("object-src 'none'");
  expect(headers.get('referrer-policy')).toBe('no-referrer');
}

const authorization = `Bearer ${SERVICE_TOKEN}`;

describe('in production', () => {
  test.each([
    '/metrics',
    '/docs',
    '/docs/',
    '/docs/start.js',
    '/docs/swagger-ui.css',
    '/dev/inbox',
    '/dev/inbox.json',
    '/debug',
    '/queues',
    '/admin',
    '/.env',
    '/.git/config',
    '/package.json',
  ])('the public listener answers 404 for %s, even with the service token (WEB-12)', async (path) => {
    expect((await fetch(credence.url + path)).status).toBe(404);
    expect((await fetch(credence.url + path, { headers: { authorization } })).status).toBe(404);
  });

  test.each(['/auth/factors/phone', '/auth/factors/phone/confirm'])(
    'without a provider of text messages there is no %s (SMS-12)',
    async (path) => {
      const body = { phone: '+4915112345678', enrolment_token: 'x', code: '123456' };
      const { phone, ...confirmation } = body;
      const sent = path.endsWith('confirm') ? confirmation : { phone };
      const answer = await credence.call('POST', path, { body: sent });
      expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
    },
  );

  test('GraphQL shows its schema by introspection to operators only (GQL-5)', async () => {
    const scopes = ['users:read'];
    const created = { token: SERVICE_TOKEN, body: { name: 'console', scopes } };
    const { body } = await credence.call('POST', '/v1/api-keys', created);
    const { key: token } = body as unknown as { key: string };
    const ask = async (caller: string, query: string) =>
      await credence.call('POST', '/graphql', { token: caller, body: { query } });
    expect((await ask(SERVICE_TOKEN, '{ __schema { types { name } } }')).status).toBe(200);
    expect((await ask(token, '{ users(first: 1) { nodes { id } } }')).status).toBe(200);
    for (const query of ['{ __schema { types { name } } }', '{ __type(name: "User") { name } }', '{ usr }']) {
      const refused = await ask(token, query);
      expect(refused.status).toBe(400);
      expect(JSON.stringify(refused.body)).not.toContain('Did you mean');
    }
  });

  test('the internal listener serves the metrics and requires the service token (WEB-12)', async () => {
    expect((await fetch(`${internalUrl}/metrics`)).status).toBe(401);
    const metrics = await fetch(`${internalUrl}/metrics`, { headers: { authorization } });
    expect(metrics.status).toBe(200);
    expect(await metrics.text()).toContain('credence_http_request_seconds_count');
    expect((await fetch(`${internalUrl}/auth/me`)).status).toBe(404);
  });

  test.each([
    ['/metrics', 'GET', 401, 'unauthenticated'],
    ['/metrics', 'POST', 405, 'method_not_allowed'],
    ['/health/live', 'DELETE', 405, 'method_not_allowed'],
    ['/auth/me', 'GET', 404, 'not_found'],
    ['/%zz', 'GET', 404, 'not_found'],
  ])(
    'the internal listener refuses %s by %s with a problem document (WEB-6, WEB-4)',
    async (path, method, status, code) => {
      const answer = await fetch(internalUrl + path, {
        method,
        headers: { 'x-request-id': `inside-${code}` },
      });
      expect(answer.status).toBe(status);
      expect(await answer.json()).toMatchObject({ status, code, request_id: `inside-${code}` });
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expectSecurityHeaders(answer);
    },
  );

  test('every answer of the internal listener has the security headers and no-store (WEB-4, WEB-5)', async () => {
    for (const path of ['/health/live', '/health/ready', '/metrics']) {
      const answer = await fetch(internalUrl + path, { headers: { authorization } });
      expect(answer.status).toBe(200);
      expectSecurityHeaders(answer);
    }
  });

  test('the log records accepted and refused requests for the metrics (LGS-2)', async () => {
    await fetch(`${internalUrl}/metrics`, { headers: { 'x-request-id': 'metrics-accepted', authorization } });
    await fetch(`${internalUrl}/metrics`, {
      headers: { 'x-request-id': 'metrics-refused', authorization: 'Bearer nobody' },
    });
    const lineOf = (id: string) =>
      credence
        .output()
        .split('\n')
        .find((line) => line.includes(`"${id}"`));
    await waitFor(
      'the log has a line for both requests',
      () => lineOf('metrics-accepted') !== undefined && lineOf('metrics-refused') !== undefined,
    );
    expect(JSON.parse(lineOf('metrics-accepted') ?? '')).toMatchObject({
      route: '/metrics',
      status: 200,
      caller: 'service',
    });
    expect(JSON.parse(lineOf('metrics-refused') ?? '')).toMatchObject({
      route: '/metrics',
      status: 401,
      problem: 'unauthenticated',
    });
  });

  test('both listeners serve the health checks (WEB-12)', async () => {
    for (const url of [credence.url, internalUrl]) {
      expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    }
  });
});

test('without an internal listener, production serves no metrics (WEB-12)', async () => {
  const publicOnly = await startCredence({
    ...stores.environment,
    NODE_ENV: 'production',
    SMTP_URL: mailbox.url,
  });
  expect((await fetch(`${publicOnly.url}/metrics`)).status).toBe(404);
  expect((await fetch(`${publicOnly.url}/metrics`, { headers: { authorization } })).status).toBe(404);
  await publicOnly.stop();
});
