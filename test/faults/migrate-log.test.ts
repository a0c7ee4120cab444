import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openEventStoreDb } from '../../src/eventstore/eventstoredb/event-store.js';
import { openPostgresEventStore } from '../../src/eventstore/postgres/event-store.js';
import { anEvent, append, aStream, readToHead } from '../contract/log-acts.js';
import { createSignedInAccount, signIn, signUp } from '../support/clients/accounts.js';
import { runCli, spawnCli } from '../support/server/cli.js';
import { SECRET_KEY, SERVICE_TOKEN, startCredence } from '../support/server/credence.js';
import { freePort } from '../support/server/free-port.js';
import type { Credence } from '../support/server/credence.js';
import { startEventStoreDbServer } from '../support/stores/eventstoredb/server.js';
import type { EventStoreDbServer } from '../support/stores/eventstoredb/server.js';
import { openMailbox } from '../support/clients/mailbox.js';
import { START } from '../../src/eventstore/port.js';
import type { EventStore } from '../../src/eventstore/port.js';
import { waitFor } from '../support/clients/wait-for.js';
import { startReceiver } from '../support/webhooks/receiver.js';
import type { Receiver } from '../support/webhooks/receiver.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';
import { listAll, waitForReaders } from '../support/clients/admin-api.js';
import { silentLogger } from '../support/server/silent-logger.js';
import { databaseAt } from '../support/stores/database-at.js';

const OTHER_SECRET = 'Zt5Vq8Nw1Rx4Kc7Lp0Hd3Fs6Gj9Bm2Ya';

let databases: TestDatabase[];
let eventStore: EventStoreDbServer;
let smtpPort: number;
let receiver: Receiver;

beforeAll(async () => {
  databases = [await usePostgres(), await usePostgres()];
  eventStore = await startEventStoreDbServer();
  smtpPort = await freePort();
  receiver = await startReceiver();
});

afterAll(async () => {
  eventStore.stop();
  await receiver.stop();
  for (const database of databases) await database.dispose();
});

const database = (nth: number) => databases[nth]?.url ?? '';
const smtp = () => ({
  SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
  WEBHOOK_ALLOW_PRIVATE: 'true',
  LOG_LEVEL: 'warn',
});

async function migrate(from: string, to: string, environment: Record<string, string> = {}) {
  const own = { DATABASE_URL: database(0), SECRET_KEY, LOG_LEVEL: 'warn', ...environment };
  return await runCli(['migrate-log', '--from', from, '--to', to], own);
}

/** Creates a webhook that gets the registrations. */
async function createWebhook(credence: Credence): Promise<void> {
  const body = { url: receiver.url, types: ['UserRegistered'] };
  const answer = await credence.call('POST', '/v1/webhooks', { token: SERVICE_TOKEN, body });
  receiver.trust((answer.body as unknown as { secret: string }).secret);
}

/** Returns all accounts and their histories, without positions and deliveries. */
async function readAccounts(credence: Credence) {
  await waitForReaders(credence);
  const users = await listAll(credence, '/v1/users');
  const histories = await Promise.all(
    users.map(async ({ user_id: id }) => {
      const events = await listAll(credence, `/v1/users/${String(id)}/events`);
      return events.map(({ position: _, ...event }) => event).filter(({ type }) => type !== 'MailSent');
    }),
  );
  return { users, histories };
}

describe('a service that migrates its log', () => {
  let before: Awaited<ReturnType<typeof readAccounts>>;
  let email: string;
  let waiting: string;

  test('a migration from PostgreSQL to EventStoreDB keeps all accounts and repeats no mail', async () => {
    const firstMailbox = await openMailbox(smtpPort);
    let credence = await startCredence({ DATABASE_URL: database(0), SECRET_KEY });
    for (let n = 0; n < 5; n += 1) ({ email } = await createSignedInAccount(credence));
    expect(await migrate(database(0), eventStore.url)).toMatchObject({
      code: 1,
      output: expect.stringContaining('Stop every process of the service first'),
    });
    await credence.stop();
    await firstMailbox.stop();

    // The mail of this registration waits for a mail server.
    credence = await startCredence({ DATABASE_URL: database(0), SECRET_KEY, ...smtp() });
    await createWebhook(credence);
    waiting = (await signUp(credence)).body.email;
    await waitFor('a delivery', () => receiver.received.length === 1);
    before = await readAccounts(credence);
    await credence.stop();

    const { code, output } = await migrate(database(0), eventStore.url);
    expect([code, output]).toEqual([
      0,
      expect.stringMatching(/\d+ events are in both logs, SHA-256 [0-9a-f]{64}/),
    ]);
    await expectSameService({ DATABASE_URL: database(0), SECRET_KEY, EVENTSTOREDB_URL: eventStore.url });
    const old = await runCli(['serve'], { DATABASE_URL: database(0), SECRET_KEY, LOG_LEVEL: 'warn' });
    expect(old).toMatchObject({ code: 1, output: expect.stringContaining('built from another event log') });
  });

  test('a migration from EventStoreDB to a new PostgreSQL database keeps all accounts', async () => {
    const { code, output } = await migrate(eventStore.url, database(1));
    expect([code, output]).toEqual([0, expect.stringContaining('events are in both logs')]);
    await expectSameService({ DATABASE_URL: database(1), SECRET_KEY });
  });

  /** Expects the service on these stores to show the same accounts, to accept sign-ins, and to repeat no mail. */
  async function expectSameService(environment: Record<string, string>): Promise<void> {
    const mailbox = await openMailbox(smtpPort);
    const credence = await startCredence({ ...environment, ...smtp() });
    const after = await readAccounts(credence);
    expect({ ...after, histories: after.histories.map((events) => events.slice(0, 4)) }).toEqual({
      ...before,
      histories: before.histories.map((events) => events.slice(0, 4)),
    });
    expect((await signIn(credence, email)).status).toBe(200);
    expect((await signUp(credence, { email })).status).toBe(409);
    const deliveries = receiver.received.length;
    const { email: fresh } = (await signUp(credence)).body;
    await waitFor('a new registration is delivered', () => receiver.received.length === deliveries + 1);
    await waitFor('a new registration receives a mail', () => mailbox.mailsTo(fresh).length === 1);
    expect(mailbox.mailsTo(waiting)).toHaveLength(environment['EVENTSTOREDB_URL'] === undefined ? 0 : 1);
    expect(mailbox.count()).toBe(environment['EVENTSTOREDB_URL'] === undefined ? 1 : 2);
    const ids = receiver.received.map(({ event }) => event.id);
    expect(new Set(ids).size).toBe(ids.length);
    before = await readAccounts(credence);
    await credence.stop();
    await mailbox.stop();
  }
});

describe('the migration of a long log', () => {
  let source: TestDatabase;
  let store: EventStore & { stop(): Promise<void> };
  let server: EventStoreDbServer;
  const stores = () => ({ DATABASE_URL: source.url, SECRET_KEY, LOG_LEVEL: 'warn' });

  beforeAll(async () => {
    source = await usePostgres();
    server = await startEventStoreDbServer();
    // The service creates the tables when it starts.
    await (await startCredence(stores())).stop();
    store = openPostgresEventStore({ database: databaseAt(source.url), logger: silentLogger });
    const streams = Array.from({ length: 40 }, aStream);
    for (let round = 0; round < 40; round += 1) {
      await Promise.all(
        streams.map((stream) =>
          append(
            store,
            stream,
            round === 0 ? 'no_stream' : round * 2 - 1,
            anEvent({ round, b: 1, a: 2 }),
            anEvent(),
          ),
        ),
      );
    }
    await store.stop();
  });
  afterAll(async () => {
    server.stop();
    await source.dispose();
  });

  test('a killed migration resumes where it stopped', async () => {
    const command = ['migrate-log', '--from', source.url, '--to', server.url];
    for (let kill = 0; kill < 3; kill += 1) {
      const child = spawnCli(command, stores());
      const ended = once(child, 'exit');
      const appends = server.calls.appends;
      await waitFor(
        'the migration copies events',
        () => server.calls.appends > appends + 100 || child.exitCode !== null,
      );
      await sleep(Math.random() * 50);
      child.kill('SIGKILL');
      await ended;
    }
    const { code, output } = await runCli(command, stores());
    expect([code, output]).toEqual([0, expect.stringContaining('3201 events are in both logs')]);
    const copy = openEventStoreDb({ url: server.url });
    const strip = (events: Awaited<ReturnType<typeof readToHead>>) =>
      events.map(({ position: _, recordedAt: __, ...event }) => event);
    const reopened = openPostgresEventStore({ database: databaseAt(source.url), logger: silentLogger });
    expect(strip(await readToHead(copy, START, 1000))).toEqual(
      strip(await readToHead(reopened, START, 1000)),
    );
    await copy.stop();
    await reopened.stop();
  });
});

describe('a rejected migration', () => {
  test('a migration to a log with other events is rejected', async () => {
    const server = await startEventStoreDbServer();
    const foreign = openEventStoreDb({ url: server.url });
    await append(foreign, aStream(), 'no_stream', anEvent());
    expect(await migrate(database(1), server.url, { DATABASE_URL: database(1) })).toMatchObject({
      code: 1,
      output: expect.stringMatching(/The target holds another event/),
    });
    await foreign.stop();
    server.stop();
  });

  test('a migration with another secret key is rejected', async () => {
    expect(await migrate(database(1), eventStore.url, { SECRET_KEY: OTHER_SECRET })).toMatchObject({
      code: 1,
      output: expect.stringContaining('SECRET_KEY does not open the keys'),
    });
  });

  test('a migration from a log that does not belong to its database is rejected', async () => {
    expect(await migrate(database(0), database(1))).toMatchObject({
      code: 1,
      output: expect.stringContaining('built from another event log'),
    });
  });

  test.each(['mysql://x', 'esdb://?tls=perhaps', 'nothing'])(
    'a migration to the invalid URL %s is rejected without a stack trace',
    async (to) => {
      const { code, output } = await migrate(database(1), to);
      expect(code).toBe(1);
      expect(output).not.toMatch(/\n\s+at /);
    },
  );
});

/** Waits until the notary has signed a tree of more leaves, and returns its size. */
async function signedBeyond(credence: Credence, size: number): Promise<number> {
  return await waitFor('the notary signs a larger tree', async () => {
    const checkpoints = await credence.call('GET', '/v1/audit/checkpoints?limit=100', {
      token: SERVICE_TOKEN,
    });
    const signed = Math.max(...checkpoints.body.items.map((item) => Number(item['size'])));
    return signed > size && signed;
  });
}

test('a migration from the embedded database to another database keeps all accounts and the signed tree', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'credence-migrate-'));
  const target = await usePostgres();
  const publication = { CHECKPOINT_PUBLISH: `file:${join(folder, 'checkpoint')}` };
  let credence = await startCredence(publication, { dataDir: folder });
  const { email } = await createSignedInAccount(credence);
  const signed = await signedBeyond(credence, 0);
  await credence.stop();
  const moved = await runCli(['migrate-log', '--from', 'embedded', '--to', target.url], { DATA_DIR: folder });
  expect(moved).toMatchObject({ code: 0, output: expect.stringContaining('events are in both logs') });
  const secret = (await readFile(join(folder, 'secret-key'), 'utf8')).trim();
  credence = await startCredence({ DATABASE_URL: target.url, SECRET_KEY: secret, ...publication });
  expect((await signIn(credence, email)).status).toBe(200);
  const { body } = await credence.call('GET', '/v1/users', { token: SERVICE_TOKEN });
  expect(body.items).toMatchObject([{ email, is_verified: true }]);
  // The sign-in above has new leaves, after those of the published checkpoint.
  await signedBeyond(credence, signed);
  await credence.stop();
  await target.dispose();
  await rm(folder, { recursive: true });
});
