import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { START } from '../../src/eventstore/port.js';
import { mailedToken, resetToken, signIn, signUp } from '../support/accounts.js';
import { SECRET_KEY, SERVICE_TOKEN, startCredence } from '../support/credence.js';
import type { Credence } from '../support/credence.js';
import { dumpDatabase } from '../support/database-dump.js';
import type { StoredValue } from '../support/database-dump.js';
import { ask } from '../support/log-rows.js';
import { eventually } from '../support/patience.js';
import { usePostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { readersCaughtUp } from '../support/service-views.js';
import { holds } from '../support/spellings.js';
import { openUserLog } from '../support/user-log.js';

const fresh = (name: string) => `${name} ${randomBytes(9).toString('base64url')}`;

const USERNAME = 'Ada ","admin":true,"x":"';
const USER_AGENT = `agent/${randomUUID()} ","admin":true,"x":"`;
const EMAIL = `ada.${randomUUID()}@example.com`;
const NEW_EMAIL = `lovelace.${randomUUID()}@example.org`;
const PASSWORDS = {
  first: fresh('the first'),
  changed: fresh('the changed'),
  reset: fresh('the reset'),
  wrong: fresh('the wrong'),
  misplaced: fresh('in the wrong field'),
  malformed: fresh('in half a body'),
};

/** Everything that nobody may find, by what it is. */
const secrets = new Map<string, string>([
  ...Object.entries(PASSWORDS).map(([name, value]): [string, string] => [`password ${name}`, value]),
  ['the master secret', SECRET_KEY],
  ['the service token', SERVICE_TOKEN],
]);

let database: TestDatabase;
let credence: Credence;
let userId: string;
let stored: StoredValue[];

beforeAll(async () => {
  database = await usePostgres();
  credence = await startCredence({ DATABASE_URL: database.url, SECRET_KEY, LOG_LEVEL: 'trace' });
  await journey();
  await failures();
  await collectHashes();
  await readersCaughtUp(credence);
  stored = await dumpDatabase(database.url);
}, 60_000);

afterAll(async () => {
  await credence.stop();
  await database.dispose();
});

async function post(path: string, body: unknown, token?: string) {
  const key = randomUUID();
  secrets.set(`the idempotency key of ${path} ${secrets.size}`, key);
  const headers = { 'idempotency-key': key, 'user-agent': USER_AGENT };
  return await credence.call('POST', path, { body, headers, ...(token !== undefined && { token }) });
}

function keep(name: string, token: string): string {
  secrets.set(name, token);
  return token;
}

/** Keeps every token of a sign-in, whatever tokens it has. */
async function session(name: string, email: string, password: string): Promise<string> {
  const { body } = await post('/auth/login', { email, password });
  for (const [field, value] of Object.entries(body)) {
    if (field.endsWith('_token')) keep(`${name} ${field}`, String(value));
  }
  keep(`${name} signature`, body.access_token.split('.')[2] ?? '');
  return body.access_token;
}

/** An account from its registration to its second address, by way of every password and link. */
async function journey(): Promise<void> {
  const { first, changed, reset } = PASSWORDS;
  const { body } = await post('/auth/signup', { email: EMAIL, username: USERNAME, password: first });
  userId = body.user_id;
  const verification = keep('the verification token', await mailedToken(credence, EMAIL, '/verify-email'));
  await post('/auth/verify-email', { token: verification });
  const one = await session('the first session', EMAIL, first);
  await post('/auth/change-password', { old_password: first, new_password: changed }, one);
  const link = keep('the reset token', await resetToken(credence, EMAIL));
  await post('/auth/reset-password-confirm', { token: link, new_password: reset });
  const two = await session('the second session', EMAIL, reset);
  await post('/auth/change-email', { new_email: NEW_EMAIL, password: reset }, two);
  const confirmation = keep(
    'the new address’s token',
    await mailedToken(credence, NEW_EMAIL, '/confirm-email'),
  );
  await post('/auth/confirm-email', { token: confirmation });
  keep('an unused reset token', await resetToken(credence, NEW_EMAIL));
}

/** What clients do wrong with secrets in their hands. */
async function failures(): Promise<void> {
  const { wrong, misplaced, malformed } = PASSWORDS;
  const token = secrets.get('an unused reset token') ?? '';
  await signIn(credence, NEW_EMAIL, wrong);
  await signIn(credence, misplaced, wrong);
  await signIn(credence, `${misplaced.replaceAll(' ', '.')}@example.com`, wrong);
  await signUp(credence, { email: EMAIL, password: 'short' });
  await credence.call('POST', '/auth/login', { body: `{"email":"${EMAIL}","password":"${malformed}` });
  await credence.call('POST', '/auth/login', {
    body: { email: EMAIL, password: wrong, [misplaced]: misplaced },
  });
  await credence.call('POST', '/auth/login', { body: { email: EMAIL, password: { value: wrong } } });
  await credence.call('POST', '/auth/change-password', {
    token,
    body: { old_password: wrong, new_password: wrong },
  });
  await credence.call('GET', `/nowhere/${token}?token=${token}&password=${encodeURIComponent(wrong)}`);
  await credence.call('GET', `/v1/users?email=${EMAIL}&password=${encodeURIComponent(wrong)}`, {
    token: SERVICE_TOKEN,
  });
  await credence.call('GET', '/auth/me', {
    headers: { authorization: `Basic ${btoa(wrong)}`, cookie: `a=${token}` },
  });
  await fetch(`${credence.url}/reset-password?token=${token}`);
}

/** The stored hashes, as only the service can read them. */
async function collectHashes(): Promise<void> {
  const log = await openUserLog(database.url, { migrate: false });
  const events = await log.codec.decode(await log.store.readAll({ after: START, limit: 1000 }));
  for (const { type, data } of events) {
    if ('password_hash' in data) secrets.set(`the hash of ${type}`, String(data.password_hash));
  }
  await log.close();
}

function placesOf(text: string, values: readonly StoredValue[]): string[] {
  return [...new Set(values.filter((value) => holds(value.text, text)).map(({ place }) => place))];
}

test('the search finds what is there, however it is written', async () => {
  const planted = PASSWORDS.first;
  await ask(
    database.url,
    'create table planted (plain text, bytes bytea, json jsonb, hex text, url text, inner64 text)',
  );
  await ask(database.url, 'insert into planted values ($1, $2, $3, $4, $5, $6)', [
    `a ${planted} b`,
    Buffer.from(planted),
    { deep: [planted] },
    Buffer.from(planted).toString('hex'),
    encodeURIComponent(planted),
    Buffer.from(`some ${planted} more`).toString('base64url'),
  ]);
  const columns = ['plain', 'bytes', 'json', 'hex', 'url', 'inner64'];
  const found = placesOf(planted, await dumpDatabase(database.url));
  expect(found.sort()).toEqual(columns.map((column) => `public.planted.${column}`).sort());
});

test('the journey has left what is searched', () => {
  expect(secrets.size).toBeGreaterThan(20);
  expect([...secrets.keys()]).toEqual(
    expect.arrayContaining([
      'the hash of PasswordSet',
      'the hash of PasswordReset',
      'the first session access_token',
    ]),
  );
  const places = new Set(stored.map(({ place }) => place.split('.').slice(0, 2).join('.')));
  for (const table of ['log.events', 'keys.subject_keys', 'api.idempotency_keys', 'public.history_v1']) {
    expect(places).toContain(table);
  }
});

describe('no secret is left behind', () => {
  test('LGS-1 in what the program says', () => {
    const output = credence.output();
    expect(output.length).toBeGreaterThan(1000);
    expect([...secrets].filter(([, secret]) => holds(output, secret)).map(([name]) => name)).toEqual([]);
  });

  test('EVT-9, RST-2 in any column of the database', () => {
    const found = [...secrets].flatMap(([name, secret]) =>
      placesOf(secret, stored).map((place) => `${name} in ${place}`),
    );
    expect(found).toEqual([]);
  });
});

describe('personal data', () => {
  test('stands in two columns of one read model, and encrypted everywhere else', () => {
    expect(placesOf(NEW_EMAIL, stored)).toEqual(['public.users_v1.email']);
    expect(placesOf(USERNAME, stored)).toEqual(['public.users_v1.username']);
    for (const gone of [EMAIL, USER_AGENT, '127.0.0.1']) expect(placesOf(gone, stored)).toEqual([]);
  });

  test('has no digest that can be made without a key', () => {
    for (const algorithm of ['md5', 'sha1', 'sha256', 'sha512']) {
      for (const text of [EMAIL, NEW_EMAIL, NEW_EMAIL.toUpperCase(), PASSWORDS.reset]) {
        const digest = createHash(algorithm).update(text).digest();
        for (const encoding of ['hex', 'base64', 'base64url', 'latin1'] as const) {
          const written = digest.toString(encoding);
          expect(stored.filter((value) => value.text.includes(written)).map(({ place }) => place)).toEqual(
            [],
          );
        }
      }
    }
  });

  test('LGS-4 is not in what the program says, nor is what was typed as an address', () => {
    const output = credence.output();
    for (const text of [EMAIL, NEW_EMAIL, USERNAME, USER_AGENT, PASSWORDS.misplaced.replaceAll(' ', '.')]) {
      expect(holds(output, text)).toBe(false);
    }
  });
});

test('LGS-3 what clients call themselves forges no line of the log', () => {
  const lines = credence
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'));
  expect(lines.length).toBeGreaterThan(20);
  for (const line of lines) expect(JSON.parse(line)).not.toHaveProperty('admin');
});

test('LGS-2 every refusal has its line: when, what, where, and what became of it', async () => {
  const { body } = await signIn(credence, NEW_EMAIL, PASSWORDS.wrong);
  const line = await eventually('the line of the refusal', () =>
    credence
      .output()
      .split('\n')
      .find((one) => one.includes(body.request_id)),
  );
  expect(JSON.parse(line)).toMatchObject({
    time: expect.anything(),
    caller: 'anonymous',
    method: 'POST',
    route: '/auth/login',
    status: 401,
    problem: 'invalid_credentials',
  });
  expect(line).not.toContain(userId);
});
