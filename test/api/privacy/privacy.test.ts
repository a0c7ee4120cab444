import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { localKeyManagement } from '../../../src/security/keys/kms/local-keys.js';
import { postgresSubjectKeys } from '../../../src/security/keys/subject-keys.js';
import { openPool } from '../../../src/runtime/postgres/client.js';
import { applyRetention } from '../../../src/workers/privacy/retention.js';
import { readConfig } from '../../../src/config/config.js';
import { createSignedInAccount, newEmail, waitForToken } from '../../support/clients/accounts.js';
import type { SignedInAccount } from '../../support/clients/accounts.js';
import { refusal } from '../../support/clients/refusals.js';
import { readZip } from '../../support/documents/zip.js';
import { containsInAnyEncoding } from '../../support/hostile/encodings.js';
import { SECRET_KEY, SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { databaseAt } from '../../support/stores/database-at.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

const DAY = 86_400_000;
const WORDS = 'planted words of another person';
const PASSWORD = 'a secret that no export shows';

let stores: TestStores;
let credence: Credence;
let ada: SignedInAccount;
let bob: SignedInAccount;

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence(stores.environment);
  ada = await createSignedInAccount(credence, { password: PASSWORD });
  bob = await createSignedInAccount(credence, { email: newEmail() });
  await credence.call('PATCH', '/auth/me', { token: bob.token, body: { username: WORDS } });
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

async function download(token: string): Promise<Response> {
  return await fetch(`${credence.url}/auth/export/download`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
}

describe('an export of personal data', () => {
  test('arrives as a link that works once, and its document fits the published schema (GDP-6, GDP-14)', async () => {
    const requested = await credence.call('POST', '/auth/export', { token: ada.token, body: {} });
    expect(requested).toMatchObject({ status: 202, body: { items: [{ state: 'building' }] } });

    const token = await waitForToken(credence, ada.email, '/export');
    const answer = await download(token);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/zip');
    expect(answer.headers.get('content-disposition')).toContain('personal-data.zip');
    const files = readZip(Buffer.from(await answer.arrayBuffer()));
    expect([...files.keys()]).toEqual(['export.json', 'index.html']);
    const text = files.get('export.json') ?? '';
    await expectValid(JSON.parse(text));

    const document = JSON.parse(text) as Record<string, Record<string, unknown>[]>;
    expect(document).toMatchObject({
      version: 1,
      account: { id: ada.userId, email: ada.email, username: 'ada', has_password: true },
      sessions: [{ device: 'node', methods: ['pwd'] }],
      devices: [{ device: 'node' }],
    });
    const types = document['history']?.map(({ type }) => type);
    expect(types).toEqual(
      expect.arrayContaining(['UserRegistered', 'SessionStarted', 'DeviceSeen', 'ExportRequested']),
    );
    expect(document['history']?.find(({ type }) => type === 'SessionStarted')).toMatchObject({
      text: 'A sign-in with node succeeded.',
      source: { ip: '127.0.0.1', user_agent: 'node' },
    });
    expect(document['messages']).toContainEqual(
      expect.objectContaining({ kind: 'verification', outcome: 'sent' }),
    );
    expect(document['held']?.map(({ category }) => category)).toEqual(
      expect.arrayContaining(['contact', 'origins', 'repeated requests']),
    );
    expect(files.get('index.html')).toContain(ada.email);
    expect(files.get('index.html')).toContain('Your account was opened.');

    for (const content of files.values()) {
      for (const planted of [bob.email, bob.userId, WORDS, PASSWORD, token, SECRET_KEY, SERVICE_TOKEN])
        expect(containsInAnyEncoding(content, planted)).toBe(false);
      expect(content).not.toMatch(/password_hash|\$2[aby]\$|\$argon2|"claim"|seed/);
    }

    expect((await download(token)).status).toBe(410);
    const listed = await credence.call('GET', '/auth/export', { token: ada.token });
    expect(listed.body.items).toMatchObject([{ state: 'downloaded', requested_by: 'user' }]);
  });

  async function expectValid(document: unknown): Promise<void> {
    const schema = (await (await fetch(`${credence.url}/schemas/export/v1.json`)).json()) as object;
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    const validate = ajv.compile(schema);
    validate(document);
    expect(validate.errors).toBeNull();
  }

  test('is mailed to the person, also if an administrator has requested it (GDP-6)', async () => {
    const path = `/v1/users/${bob.userId}/export`;
    const requested = await credence.call('POST', path, { token: SERVICE_TOKEN, body: {} });
    expect(requested).toMatchObject({ status: 202, body: { items: [{ requested_by: 'admin' }] } });
    const token = await waitForToken(credence, bob.email, '/export');
    const listed = await credence.call('GET', path, { token: SERVICE_TOKEN });
    expect(listed.body.items).toMatchObject([{ state: 'ready', bytes: expect.any(Number) }]);
    const files = readZip(Buffer.from(await (await download(token)).arrayBuffer()));
    expect(files.get('export.json')).toContain(WORDS);
    expect(files.get('export.json')).not.toContain(ada.email);
  });

  test('is refused without an account, and a forged link is refused', async () => {
    const path = '/v1/users/00000000-0000-4000-8000-000000000000/export';
    const unknown = await credence.call('POST', path, { token: SERVICE_TOKEN, body: {} });
    expect(refusal(unknown)).toEqual([404, 'unknown_user']);
    expect((await download('A'.repeat(86))).status).toBe(410);
  });
});

describe('the retention of personal data', () => {
  test('lists categories with purposes and retention, and the months with their keys (GDP-7, GDP-13)', async () => {
    const categories = await credence.call('GET', '/v1/privacy/categories', { token: SERVICE_TOKEN });
    const contact = categories.body.items.find(({ category }) => category === 'contact');
    expect(contact).toMatchObject({
      data: expect.arrayContaining([
        expect.objectContaining({
          kind: 'email',
          retention: 'erasure',
          keep_seconds: null,
          fields: expect.arrayContaining(['UserRegistered.email']),
        }),
      ]),
    });
    const month = new Date().toISOString().slice(0, 7);
    const retention = await credence.call('GET', '/v1/privacy/retention', { token: SERVICE_TOKEN });
    expect(retention.body.items).toHaveLength(5);
    expect(retention.body.items[0]).toMatchObject({ period: 'sessions', keep_seconds: 180 * 86_400 });
    for (const { months } of retention.body.items)
      expect(months).toContainEqual(expect.objectContaining({ month, key: 'present' }));
  });

  test('after 400 days, addresses and user agents read as erased, and the rest stays (GDP-15)', async () => {
    await credence.stop();
    const pool = openPool(databaseAt(stores.databaseUrl), { name: 'test', max: 1 });
    const store = stores.openLog();
    const now = new Date(Date.now() + 400 * DAY);
    const destroyed = await applyRetention({
      pool,
      store,
      keys: postgresSubjectKeys(pool, localKeyManagement(SECRET_KEY)),
      archives: { deleteExpired: () => Promise.resolve() },
      times: readConfig({}).retention,
      now: () => now,
    });
    await Promise.all([pool.end(), store.stop()]);
    expect(destroyed).toBeGreaterThanOrEqual(5);

    credence = await startCredence(stores.environment);
    const path = `/v1/users/${ada.userId}/events?limit=100`;
    const { items } = (await credence.call('GET', path, { token: SERVICE_TOKEN })).body;
    const started = items.find(({ type }) => type === 'SessionStarted');
    expect(started).toMatchObject({
      source: null,
      data: { device: null, user_id: ada.userId, amr: ['pwd'] },
    });
    expect(items.map(({ source }) => source)).toEqual(items.map(() => null));
    expect(items.find(({ type }) => type === 'UserRegistered')).toMatchObject({ data: { email: ada.email } });
  });
});
