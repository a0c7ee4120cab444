import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LoggedEvent } from '../../../src/eventstore/codec.js';
import { START } from '../../../src/eventstore/port.js';
import { signIn } from '../../support/clients/accounts.js';
import type { Credence } from '../../support/server/credence.js';
import type { StoredValue } from '../../support/stores/database-dump.js';
import { GRACE, GRACE_AT_ACME } from '../../support/hostile/planted-provider-secrets.js';
import {
  EMAIL,
  plantSecrets,
  NEW_EMAIL,
  PASSWORDS,
  USER_AGENT,
  USERNAME,
} from '../../support/hostile/planted-secrets.js';
import type { PlantedSecrets } from '../../support/hostile/planted-secrets.js';
import { ask } from '../../support/stores/log-rows.js';
import { waitFor } from '../../support/clients/wait-for.js';
import type { TestStores } from '../../support/stores/stores.js';
import { waitForReaders } from '../../support/clients/admin-api.js';
import { containsInAnyEncoding } from '../../support/hostile/encodings.js';
import { openUserLog } from '../../support/domain/user-log.js';
import { startCredenceWithProviders } from '../../support/federation/credence-with-providers.js';
import type { CredenceWithProviders } from '../../support/federation/credence-with-providers.js';

let setup: CredenceWithProviders;
let stores: TestStores;
let credence: Credence;
let planted: PlantedSecrets;
/** Every secret by name. */
let secrets: ReadonlyMap<string, string>;
let stored: StoredValue[];

beforeAll(async () => {
  setup = await startCredenceWithProviders({ LOG_LEVEL: 'trace' });
  ({ stores, credence } = setup);
  planted = await plantSecrets(setup);
  secrets = new Map([...planted.secrets, ...(await storedHashes())]);
  await waitForReaders(credence);
  stored = await stores.dump();
});

afterAll(async () => {
  await setup.stop();
});

/** Returns the decrypted events of the log. */
async function readLog(): Promise<LoggedEvent[]> {
  const log = await openUserLog(stores.databaseUrl, { migrate: false, openLog: stores.openLog });
  const events = await log.codec.decode(await log.store.readAll({ after: START, limit: 1000 }));
  await log.close();
  return events;
}

async function storedHashes(): Promise<Map<string, string>> {
  return new Map(
    (await readLog()).flatMap(({ type, data }) =>
      'password_hash' in data && typeof data.password_hash === 'string'
        ? [[`hash of ${type}`, data.password_hash]]
        : [],
    ),
  );
}

function placesOf(text: string, values: readonly StoredValue[]): string[] {
  return [
    ...new Set(values.filter((value) => containsInAnyEncoding(value.text, text)).map(({ place }) => place)),
  ];
}

test('the search finds a text in every encoding', async () => {
  const text = PASSWORDS.first;
  await ask(
    stores.databaseUrl,
    'create table planted (plain text, bytes bytea, json jsonb, hex text, url text, inner64 text)',
  );
  await ask(stores.databaseUrl, 'insert into planted values ($1, $2, $3, $4, $5, $6)', [
    `a ${text} b`,
    Buffer.from(text),
    { deep: [text] },
    Buffer.from(text).toString('hex'),
    encodeURIComponent(text),
    Buffer.from(`some ${text} more`).toString('base64url'),
  ]);
  const columns = ['plain', 'bytes', 'json', 'hex', 'url', 'inner64'];
  const found = placesOf(text, await stores.dump());
  expect(found.sort()).toEqual(columns.map((column) => `public.planted.${column}`).sort());
});

test('the planted secrets and the database dump are complete', () => {
  expect(secrets.size).toBeGreaterThan(20);
  expect([...secrets.keys()]).toEqual(
    expect.arrayContaining([
      'hash of PasswordSet',
      'hash of PasswordReset',
      'first session access_token',
      'state',
      'nonce',
      'one-time code',
      'code 0 of google',
      'code_verifier 0 of acme',
      'access_token 0 of google',
      'id_token 0 of acme',
      'restore token',
    ]),
  );
  const places = new Set(stored.map(({ place }) => place.split('.').slice(0, 2).join('.')));
  for (const table of [
    'credence_log.events',
    'credence_keys.subject_keys',
    'credence_requests.idempotency_keys',
    'credence_requests.one_time_secrets',
    'credence_read.history_v1',
  ]) {
    expect(places).toContain(table);
  }
});

describe('secrets', () => {
  test('the output of the program contains no secret (LGS-1)', () => {
    const output = credence.output();
    expect(output.length).toBeGreaterThan(1000);
    expect(
      [...secrets].filter(([, secret]) => containsInAnyEncoding(output, secret)).map(([name]) => name),
    ).toEqual([]);
  });

  test('no column of the database contains a secret (EVT-9, RST-2)', () => {
    const found = [...secrets].flatMap(([name, secret]) =>
      placesOf(secret, stored).map((place) => `${name} in ${place}`),
    );
    expect(found).toEqual([]);
  });
});

describe('personal data', () => {
  test('personal data is in two columns of one read model, and encrypted everywhere else', () => {
    for (const email of [NEW_EMAIL, GRACE.email]) {
      expect(placesOf(email, stored)).toEqual(['credence_read.users_v1.email']);
    }
    for (const name of [USERNAME, GRACE.name]) {
      expect(placesOf(name, stored)).toEqual(['credence_read.users_v1.username']);
    }
    // The issuers and the name of the log contain 127.0.0.1, which is also the client address. They are not personal data.
    const services = [
      ...Object.values(setup.providers).map(({ issuer }) => issuer),
      new URL(credence.url).host,
    ];
    const withoutServices = stored.map(({ place, text }) => ({
      place,
      text: services.reduce((rest, service) => rest.replaceAll(service, ''), text),
    }));
    for (const text of [EMAIL, USER_AGENT, '127.0.0.1']) expect(placesOf(text, withoutServices)).toEqual([]);
  });

  test('the log contains the subject and label of provider identities only in encrypted form (EVT-9, GDP-1)', async () => {
    const linked = (await readLog()).flatMap(({ type, data }) =>
      type === 'OAuthIdentityLinked' ? [[data.subject, data.label]] : [],
    );
    expect(linked).toEqual([
      [GRACE.sub, GRACE.email],
      [GRACE_AT_ACME.sub, GRACE_AT_ACME.email],
    ]);
    for (const text of [GRACE.sub, ...Object.values(GRACE_AT_ACME)]) {
      if (typeof text === 'string') expect(placesOf(text, stored)).toEqual([]);
    }
  });

  test('the database contains no unkeyed digest of personal data or of passwords', () => {
    for (const algorithm of ['md5', 'sha1', 'sha256', 'sha512']) {
      for (const text of [EMAIL, NEW_EMAIL, NEW_EMAIL.toUpperCase(), GRACE.sub, PASSWORDS.reset]) {
        const digest = createHash(algorithm).update(text).digest();
        for (const encoding of ['hex', 'base64', 'base64url', 'latin1'] as const) {
          const encoded = digest.toString(encoding);
          expect(stored.filter((value) => value.text.includes(encoded)).map(({ place }) => place)).toEqual(
            [],
          );
        }
      }
    }
  });

  test('the output of the program contains no personal data and no value entered as an address (LGS-4)', () => {
    const output = credence.output();
    const entered = [EMAIL, NEW_EMAIL, USERNAME, USER_AGENT, PASSWORDS.misplaced.replaceAll(' ', '.')];
    const fromProviders = [GRACE, GRACE_AT_ACME].flatMap(({ sub, email, name }) => [sub, email, name]);
    for (const text of [...entered, ...fromProviders])
      expect(containsInAnyEncoding(output, text)).toBe(false);
  });
});

test('a user agent or username with JSON syntax forges no line of the log (LGS-3)', () => {
  const lines = credence
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'));
  expect(lines.length).toBeGreaterThan(20);
  for (const line of lines) expect(JSON.parse(line)).not.toHaveProperty('admin');
});

test('the log has a line with time, caller, route, status and problem for each refusal (LGS-2)', async () => {
  const { body } = await signIn(credence, NEW_EMAIL, PASSWORDS.wrong);
  const line = await waitFor('the log has a line for the refusal', () =>
    credence
      .output()
      .split('\n')
      .find((candidate) => candidate.includes(body.request_id)),
  );
  expect(JSON.parse(line)).toMatchObject({
    time: expect.anything(),
    caller: 'anonymous',
    method: 'POST',
    route: '/auth/login',
    status: 401,
    problem: 'invalid_credentials',
  });
  expect(line).not.toContain(planted.userId);
});
