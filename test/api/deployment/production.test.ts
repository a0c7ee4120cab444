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
let inside: string;

beforeAll(async () => {
  stores = await useStores();
  mailbox = await openMailbox();
  const port = String(await freePort());
  inside = `http://127.0.0.1:${port}`;
  credence = await startCredence({
    ...stores.environment,
    NODE_ENV: 'production',
    SMTP_URL: mailbox.url,
    HEALTH_PORT: port,
  });
});

afterAll(async () => {
  await credence.stop();
  await mailbox.stop();
  await stores.dispose();
});

function expectSecured({ headers }: Response): void {
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
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
  ])('WEB-12 there is no %s where the public reaches, with the service token neither', async (path) => {
    expect((await fetch(credence.url + path)).status).toBe(404);
    expect((await fetch(credence.url + path, { headers: { authorization } })).status).toBe(404);
  });

  test('WEB-12 the metrics are on a listener of their own, for who has the service token', async () => {
    expect((await fetch(`${inside}/metrics`)).status).toBe(401);
    const metrics = await fetch(`${inside}/metrics`, { headers: { authorization } });
    expect(metrics.status).toBe(200);
    expect(await metrics.text()).toContain('credence_http_request_seconds_count');
    expect((await fetch(`${inside}/auth/me`)).status).toBe(404);
  });

  test.each([
    ['/metrics', 'GET', 401, 'unauthenticated'],
    ['/metrics', 'POST', 405, 'method_not_allowed'],
    ['/health/live', 'DELETE', 405, 'method_not_allowed'],
    ['/auth/me', 'GET', 404, 'not_found'],
    ['/%zz', 'GET', 404, 'not_found'],
  ])('WEB-6 WEB-4 %s by %s is refused there as the API refuses', async (path, method, status, code) => {
    const answer = await fetch(inside + path, { method, headers: { 'x-request-id': `inside-${code}` } });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ status, code, request_id: `inside-${code}` });
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expectSecured(answer);
  });

  test('WEB-4 WEB-5 every answer there is secured as those of the API are, and stays nowhere', async () => {
    for (const path of ['/health/live', '/health/ready', '/metrics']) {
      const answer = await fetch(inside + path, { headers: { authorization } });
      expect(answer.status).toBe(200);
      expectSecured(answer);
    }
  });

  test('LGS-2 who was let in to the metrics, and who was not, is in the log', async () => {
    await fetch(`${inside}/metrics`, { headers: { 'x-request-id': 'let-in', authorization } });
    await fetch(`${inside}/metrics`, {
      headers: { 'x-request-id': 'left-out', authorization: 'Bearer nobody' },
    });
    const lineOf = (id: string) =>
      credence
        .output()
        .split('\n')
        .find((line) => line.includes(`"${id}"`));
    await waitFor(
      'both are told of',
      () => lineOf('let-in') !== undefined && lineOf('left-out') !== undefined,
    );
    expect(JSON.parse(lineOf('let-in') ?? '')).toMatchObject({
      route: '/metrics',
      status: 200,
      caller: 'service',
    });
    expect(JSON.parse(lineOf('left-out') ?? '')).toMatchObject({
      route: '/metrics',
      status: 401,
      problem: 'unauthenticated',
    });
  });

  test('WEB-12 the health is on both', async () => {
    for (const url of [credence.url, inside]) {
      expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    }
  });
});

test('WEB-12 in production without a listener of their own the metrics are nowhere', async () => {
  const alone = await startCredence({
    ...stores.environment,
    NODE_ENV: 'production',
    SMTP_URL: mailbox.url,
  });
  expect((await fetch(`${alone.url}/metrics`)).status).toBe(404);
  expect((await fetch(`${alone.url}/metrics`, { headers: { authorization } })).status).toBe(404);
  await alone.stop();
});
