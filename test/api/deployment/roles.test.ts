import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newEmail, signUp } from '../../support/clients/accounts.js';
import { runCli } from '../../support/server/cli.js';
import { SERVICE_TOKEN, startCredence, startRole } from '../../support/server/credence.js';
import { freePort } from '../../support/server/free-port.js';
import type { Credence, RunningProgram } from '../../support/server/credence.js';
import { openMailbox } from '../../support/clients/mailbox.js';
import type { Mailbox } from '../../support/clients/mailbox.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

const OTHER_SECRET = 'Zt5Vq8Nw1Rx4Kc7Lp0Hd3Fs6Gj9Bm2Ya';

let stores: TestStores;
let mailbox: Mailbox;
let api: Credence;
let others: { role: string; running: RunningProgram; url: string }[];

beforeAll(async () => {
  stores = await useStores();
  mailbox = await openMailbox();
  const environment = { ...stores.environment, SMTP_URL: mailbox.url, INTERNAL_SERVICE_TOKEN: SERVICE_TOKEN };
  api = await startCredence(environment, { role: 'api' });
  others = await Promise.all(
    ['projector', 'worker'].map(async (role) => {
      const port = await freePort();
      const running = startRole(role, { ...environment, PUBLIC_URL: api.url, HEALTH_PORT: String(port) });
      return { role, running, url: `http://127.0.0.1:${port}` };
    }),
  );
});

afterAll(async () => {
  await Promise.all([api, ...others.map(({ running }) => running)].map((program) => program.stop()));
  await mailbox.stop();
  await stores.dispose();
});

/** Returns null while a starting program refuses connections. */
async function statusOf(url: string): Promise<number | null> {
  return await fetch(url).then(
    ({ status }) => status,
    () => null,
  );
}

test('each role runs in a separate process and reports its health (EVT-11)', async () => {
  for (const { role, url } of others) {
    await waitFor('the role is ready', async () => (await statusOf(`${url}/health/ready`)) === 200);
    expect(await (await fetch(`${url}/health/live`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${url}/health/ready`)).json()).toEqual({
      status: 'ok',
      checks: {
        database: 'ok',
        log: 'ok',
        readers: 'ok',
        jobs: 'ok',
        ...(role === 'worker' && { mail: 'ok' }),
      },
    });
  }
  const email = newEmail();
  const { status, headers } = await signUp(api, { email });
  expect([status, headers.get('consistency')]).toEqual([201, null]);
  await waitFor('the verification mail arrives', () => mailbox.mailsTo(email).length === 1);
});

test('the metrics of each role require the service token or the scope operations:read (EVT-11)', async () => {
  const createKey = async (scope: string) => {
    const created = await api.call('POST', '/v1/api-keys', {
      token: SERVICE_TOKEN,
      body: { name: 'metrics', scopes: [scope] },
    });
    return (created.body as unknown as { key: string }).key;
  };
  const [reader, stranger] = [await createKey('operations:read'), await createKey('users:read')];
  for (const { url } of others) {
    const metrics = async (token: string) =>
      await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
    expect(await statusOf(`${url}/metrics`)).toBe(401);
    for (const token of [SERVICE_TOKEN, reader]) {
      expect(await (await metrics(token)).text()).toMatch(/^credence_jobs_oldest_seconds \d/m);
    }
    expect((await metrics(stranger)).status).toBe(403);
    expect((await metrics(`${reader.slice(0, -2)}AA`)).status).toBe(401);
    expect(await statusOf(`${url}/auth/me`)).toBe(404);
  }
});

test.each(['serve', 'api', 'projector', 'worker'])(
  'the role %s does not start with another secret than that of the stored accounts (WEB-11)',
  async (role) => {
    await signUp(api, { email: newEmail() });
    const environment = { ...stores.environment, PORT: '0', SMTP_URL: mailbox.url, LOG_LEVEL: 'warn' };
    expect(await runCli([role], { ...environment, SECRET_KEY: OTHER_SECRET })).toEqual({
      code: 1,
      output: 'credence: SECRET_KEY is not the one that this database was made with\n',
    });
  },
);
