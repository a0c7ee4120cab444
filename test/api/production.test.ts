import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SERVICE_TOKEN, startCredence } from '../support/credence.js';
import { freePort } from '../support/free-port.js';
import type { Credence } from '../support/credence.js';
import { openMailbox } from '../support/mailbox.js';
import type { Mailbox } from '../support/mailbox.js';
import { useStores } from '../support/stores.js';
import type { TestStores } from '../support/stores.js';

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

  test('WEB-12 the health is on both', async () => {
    for (const url of [credence.url, inside]) {
      expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    }
  });
});
