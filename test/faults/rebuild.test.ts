import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runCli } from '../support/server/cli.js';
import { SECRET_KEY, SERVICE_TOKEN, startCredence } from '../support/server/credence.js';
import { freePort } from '../support/server/free-port.js';
import type { Credence } from '../support/server/credence.js';
import { runFullJourney } from '../support/clients/full-journey.js';
import type { JourneyAccount } from '../support/clients/full-journey.js';
import { ask } from '../support/stores/log-rows.js';
import { openMailbox } from '../support/clients/mailbox.js';
import type { Mailbox } from '../support/clients/mailbox.js';
import { waitFor } from '../support/clients/wait-for.js';
import { startReceiver } from '../support/webhooks/receiver.js';
import type { Receiver } from '../support/webhooks/receiver.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';
import { listAll, waitForEveryReader } from '../support/clients/admin-api.js';

const STEP_MS = 20_000;
const PEOPLE = 3;

let database: TestDatabase;
let port: number;
let mailbox: Mailbox;
let receiver: Receiver;
let credence: Credence;
let people: JourneyAccount[];

beforeAll(async () => {
  database = await usePostgres();
  mailbox = await openMailbox();
  port = await freePort();
  credence = await start();
  receiver = await startReceiver();
  await createWebhook();
  people = await Promise.all(Array.from({ length: PEOPLE }, (_, n) => journey(`person${n}@example.com`)));
});

afterAll(async () => {
  await credence.stop();
  await mailbox.stop();
  await receiver.stop();
  await database.dispose();
});

const environment = () => ({
  DATABASE_URL: database.url,
  SECRET_KEY,
  SMTP_URL: mailbox.url,
  WEBHOOK_ALLOW_PRIVATE: 'true',
  LOG_LEVEL: 'warn',
});

async function start(): Promise<Credence> {
  return await startCredence(environment(), { port });
}

/** Creates a webhook that gets the registrations. */
async function createWebhook(): Promise<void> {
  const body = { url: receiver.url, types: ['UserRegistered'] };
  const answer = await credence.call('POST', '/v1/webhooks', { token: SERVICE_TOKEN, body });
  receiver.trust((answer.body as unknown as { secret: string }).secret);
}

async function journey(email: string): Promise<JourneyAccount> {
  return await runFullJourney({ credence: () => credence, mailbox, email, stepMs: STEP_MS });
}

/** Returns the rows of all read models in a stable order. */
async function dump(): Promise<Record<string, unknown[]>> {
  const [users, numbers, history, sessions, ends] = await Promise.all([
    ask(database.url, 'select * from credence_read.users_v1 order by user_id'),
    ask(database.url, 'select * from credence_read.user_numbers_v1 order by user_id'),
    ask(database.url, 'select * from credence_read.history_v1 order by user_id, position'),
    ask(database.url, 'select * from credence_read.sessions_v1 order by session_id'),
    ask(database.url, 'select * from credence_read.session_ends_v1 order by user_id, revision'),
  ]);
  return { users, numbers, history, sessions, ends };
}

/** Counts the side effects that a rebuild must not repeat. */
async function countEffects(): Promise<{ jobs: number; events: number; mails: number; deliveries: number }> {
  const [row] = await ask<{ jobs: number; events: number }>(
    database.url,
    'select (select count(*)::int from credence_outbox.outstanding_jobs) as jobs, (select count(*)::int from credence_log.events) as events',
  );
  return {
    jobs: row?.jobs ?? 0,
    events: row?.events ?? 0,
    mails: mailbox.count(),
    deliveries: receiver.received.length,
  };
}

/** Waits until the delivery of every mail is in the log and in the read models. */
async function waitForDeliveries(): Promise<void> {
  await waitFor('every delivery is recorded', async () => {
    const rows = await ask<{ sent: number }>(
      database.url,
      `select count(*)::int as sent from credence_log.events where type = 'MailSent'`,
    );
    return rows[0]?.sent === mailbox.count();
  });
  await waitForEveryReader(credence);
}

describe('a rebuild of read models', () => {
  test('dropped tables are rebuilt at the next start, with the same rows and no side effects (EVT-6, FED-7)', async () => {
    await waitForDeliveries();
    const [before, effectsBefore] = [await dump(), await countEffects()];
    expect(before['users']).toHaveLength(PEOPLE);
    expect([effectsBefore.mails, effectsBefore.deliveries]).toEqual([PEOPLE * 4, PEOPLE]);
    await credence.stop();

    await ask(
      database.url,
      'drop table credence_read.users_v1, credence_read.user_numbers_v1, credence_read.history_v1, credence_read.webhooks_v1 cascade',
    );
    credence = await start();
    await waitForEveryReader(credence);
    expect(await dump()).toEqual(before);
    expect(await countEffects()).toEqual(effectsBefore);
  });

  test('the rebuild command restores the same rows (EVT-6)', async () => {
    await waitForDeliveries();
    const before = await dump();
    for (const name of ['users@1', 'audit@1']) {
      expect(await runCli(['projections', 'rebuild', '--promote', name], environment())).toMatchObject({
        code: 0,
      });
    }
    await waitForEveryReader(credence);
    expect(await dump()).toEqual(before);
  });

  test('RBD-1 every read model is rebuilt and promoted under traffic, no request fails, and each write is readable at once (EVT-6, FED-7)', async () => {
    await waitForDeliveries();
    const before = await dump();
    const end = new AbortController();
    const traffic = people.map((person) => readAndWrite(person, end.signal));
    const names = await readModelNames();
    expect(names).toEqual(expect.arrayContaining(['users@1', 'audit@1', 'sessions@1', 'history@1']));
    for (const name of names) await change(name, 'rebuild', 202);
    for (const name of names) {
      await waitForReady(name);
      await change(name, 'promote', 200);
    }
    for (const name of names) await change(name, 'rollback', 200);
    for (const name of names) await change(name, 'promote', 200);
    for (const name of names) await change(name, 'discard', 200);
    const refused = await credence.call('POST', '/v1/projections/users@1/promote', {
      token: SERVICE_TOKEN,
      body: {},
    });
    expect(refused).toMatchObject({ status: 409, body: { code: 'no_standby_version' } });
    const unknown = await credence.call('POST', '/v1/projections/none@1/rebuild', { token: SERVICE_TOKEN });
    expect(unknown).toMatchObject({ status: 404, body: { code: 'unknown_projection' } });
    const newcomer = await journey(`${randomUUID()}@example.com`);
    end.abort();
    const rounds = await Promise.all(traffic);
    expect(Math.min(...rounds)).toBeGreaterThan(0);

    await waitForDeliveries();
    const after = await dump();
    expect((after['numbers'] ?? []).filter((row) => !belongsTo(row, newcomer.userId))).toEqual(
      before['numbers'],
    );
    expect(after['users']).toHaveLength(PEOPLE + 1);
    expect(await ask(database.url, 'select * from credence_read.parked_events')).toEqual([]);
    expect(await countEffects()).toMatchObject({ mails: (PEOPLE + 1) * 4, deliveries: PEOPLE + 1 });
  });
});

/** Returns the names of the read models, which have a version. */
async function readModelNames(): Promise<string[]> {
  const { body } = await credence.call('GET', '/v1/projections', { token: SERVICE_TOKEN });
  return body.items.map(({ reader }) => String(reader)).filter((name) => name.includes('@'));
}

async function change(name: string, action: string, expected: number): Promise<void> {
  const answer = await credence.call('POST', `/v1/projections/${name}/${action}`, {
    token: SERVICE_TOKEN,
    body: {},
  });
  expect([name, action, answer.status, answer.body]).toEqual([name, action, expected, expect.anything()]);
}

async function waitForReady(name: string): Promise<void> {
  await waitFor(`the new version of ${name} is ready`, async () => {
    const { body } = await credence.call('GET', '/v1/projections', { token: SERVICE_TOKEN });
    const item = body.items.find(({ reader }) => reader === name);
    return JSON.stringify(item?.['standby']).includes('"state":"ready"');
  });
}

/**
 * Changes the name of a person and reads it in the list of users, again and again. Signs in only once: a password takes so
 * much of a busy machine that the service may shed the request.
 *
 * @returns the number of rounds
 */
async function readAndWrite({ email, password }: JourneyAccount, end: AbortSignal): Promise<number> {
  const signedIn = await credence.call('POST', '/auth/login', { body: { email, password } });
  expect(signedIn).toMatchObject({ status: 200 });
  const token = signedIn.body['access_token'];
  let rounds = 0;
  for (; !end.aborted; rounds += 1) {
    const username = randomUUID();
    const changed = await credence.call('PATCH', '/auth/me', { token, body: { username } });
    expect(changed).toMatchObject({ status: 200 });
    const found = await listAll(credence, `/v1/users?email=${encodeURIComponent(email)}`);
    expect(found).toMatchObject([{ username }]);
    const sessions = await credence.call('GET', '/auth/sessions', { token });
    expect(sessions).toMatchObject({ status: 200 });
  }
  return rounds;
}

function belongsTo(row: unknown, userId: string): boolean {
  return typeof row === 'object' && row !== null && 'user_id' in row && row.user_id === userId;
}
