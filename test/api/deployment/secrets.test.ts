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

let us: CredenceWithProviders;
let stores: TestStores;
let credence: Credence;
let trail: PlantedSecrets;
/** Everything that nobody may find, by what it is. */
let secrets: ReadonlyMap<string, string>;
let stored: StoredValue[];

beforeAll(async () => {
  us = await startCredenceWithProviders({ LOG_LEVEL: 'trace' });
  ({ stores, credence } = us);
  trail = await plantSecrets(us);
  secrets = new Map([...trail.secrets, ...(await storedHashes())]);
  await waitForReaders(credence);
  stored = await stores.dump();
}, 60_000);

afterAll(async () => {
  await us.stop();
});

/** The log, as only the service can read it. */
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
        ? [[`the hash of ${type}`, data.password_hash]]
        : [],
    ),
  );
}

function placesOf(text: string, values: readonly StoredValue[]): string[] {
  return [
    ...new Set(values.filter((value) => containsInAnyEncoding(value.text, text)).map(({ place }) => place)),
  ];
}

test('the search finds what is there, however it is written', async () => {
  const planted = PASSWORDS.first;
  await ask(
    stores.databaseUrl,
    'create table planted (plain text, bytes bytea, json jsonb, hex text, url text, inner64 text)',
  );
  await ask(stores.databaseUrl, 'insert into planted values ($1, $2, $3, $4, $5, $6)', [
    `a ${planted} b`,
    Buffer.from(planted),
    { deep: [planted] },
    Buffer.from(planted).toString('hex'),
    encodeURIComponent(planted),
    Buffer.from(`some ${planted} more`).toString('base64url'),
  ]);
  const columns = ['plain', 'bytes', 'json', 'hex', 'url', 'inner64'];
  const found = placesOf(planted, await stores.dump());
  expect(found.sort()).toEqual(columns.map((column) => `public.planted.${column}`).sort());
});

test('the journey has left what is searched', () => {
  expect(secrets.size).toBeGreaterThan(20);
  expect([...secrets.keys()]).toEqual(
    expect.arrayContaining([
      'the hash of PasswordSet',
      'the hash of PasswordReset',
      'the first session access_token',
      'the state',
      'the nonce',
      'the one-time code',
      'code 0 of google',
      'code_verifier 0 of acme',
      'access_token 0 of google',
      'id_token 0 of acme',
    ]),
  );
  const places = new Set(stored.map(({ place }) => place.split('.').slice(0, 2).join('.')));
  for (const table of [
    'log.events',
    'keys.subject_keys',
    'api.idempotency_keys',
    'api.one_time_secrets',
    'public.history_v1',
  ]) {
    expect(places).toContain(table);
  }
});

describe('no secret is left behind', () => {
  test('LGS-1 in what the program says', () => {
    const output = credence.output();
    expect(output.length).toBeGreaterThan(1000);
    expect(
      [...secrets].filter(([, secret]) => containsInAnyEncoding(output, secret)).map(([name]) => name),
    ).toEqual([]);
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
    for (const email of [NEW_EMAIL, GRACE.email]) {
      expect(placesOf(email, stored)).toEqual(['public.users_v1.email']);
    }
    for (const name of [USERNAME, GRACE.name]) {
      expect(placesOf(name, stored)).toEqual(['public.users_v1.username']);
    }
    // The providers are at the address that everything here comes from, and their issuers tell of nobody.
    const issuers = Object.values(us.providers).map(({ issuer }) => issuer);
    const ofPeople = stored.map(({ place, text }) => ({
      place,
      text: issuers.reduce((rest, issuer) => rest.replaceAll(issuer, ''), text),
    }));
    for (const gone of [EMAIL, USER_AGENT, '127.0.0.1']) expect(placesOf(gone, ofPeople)).toEqual([]);
  });

  test('EVT-9, GDP-1 of what a provider knows somebody as is in the log, and encrypted alone', async () => {
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

  test('has no digest that can be made without a key', () => {
    for (const algorithm of ['md5', 'sha1', 'sha256', 'sha512']) {
      for (const text of [EMAIL, NEW_EMAIL, NEW_EMAIL.toUpperCase(), GRACE.sub, PASSWORDS.reset]) {
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
    const typed = [EMAIL, NEW_EMAIL, USERNAME, USER_AGENT, PASSWORDS.misplaced.replaceAll(' ', '.')];
    const said = [GRACE, GRACE_AT_ACME].flatMap(({ sub, email, name }) => [sub, email, name]);
    for (const text of [...typed, ...said]) expect(containsInAnyEncoding(output, text)).toBe(false);
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
  const line = await waitFor('the line of the refusal', () =>
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
  expect(line).not.toContain(trail.userId);
});
