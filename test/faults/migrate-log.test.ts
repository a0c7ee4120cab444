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
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';
import { listAll, waitForReaders } from '../support/clients/admin-api.js';
import { silentLogger } from '../support/server/silent-logger.js';

const OTHER_SECRET = 'Zt5Vq8Nw1Rx4Kc7Lp0Hd3Fs6Gj9Bm2Ya';

let databases: TestDatabase[];
let eventStore: EventStoreDbServer;
let smtpPort: number;

beforeAll(async () => {
  databases = [await usePostgres(), await usePostgres()];
  eventStore = await startEventStoreDbServer();
  smtpPort = await freePort();
});

afterAll(async () => {
  eventStore.stop();
  for (const database of databases) await database.dispose();
});

const database = (nth: number) => databases[nth]?.url ?? '';
const smtp = () => ({ SMTP_URL: `smtp://127.0.0.1:${smtpPort}`, LOG_LEVEL: 'warn' });

async function migrate(from: string, to: string, environment: Record<string, string> = {}) {
  const own = { DATABASE_URL: database(0), SECRET_KEY, LOG_LEVEL: 'warn', ...environment };
  return await runCli(['migrate-log', '--from', from, '--to', to], own);
}

/** What everybody sees of everybody, and what was told of each. */
async function everything(credence: Credence) {
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

describe('a service that moves', () => {
  let before: Awaited<ReturnType<typeof everything>>;
  let email: string;
  let waiting: string;

  test('from PostgreSQL to EventStoreDB: everybody is there, and nothing is mailed again', async () => {
    const atFirst = await openMailbox(smtpPort);
    let credence = await startCredence({ DATABASE_URL: database(0), SECRET_KEY });
    for (let n = 0; n < 5; n += 1) ({ email } = await createSignedInAccount(credence));
    expect(await migrate(database(0), eventStore.url)).toMatchObject({
      code: 1,
      output: expect.stringContaining('Stop every process of the service first'),
    });
    await credence.stop();
    await atFirst.stop();

    // A registration whose mail waits for a mail server.
    credence = await startCredence({ DATABASE_URL: database(0), SECRET_KEY, ...smtp() });
    waiting = (await signUp(credence)).body.email;
    before = await everything(credence);
    await credence.stop();

    const { code, output } = await migrate(database(0), eventStore.url);
    expect([code, output]).toEqual([
      0,
      expect.stringMatching(/\d+ events are in both logs, SHA-256 [0-9a-f]{64}/),
    ]);
    await expectToFollow({ DATABASE_URL: database(0), SECRET_KEY, EVENTSTOREDB_URL: eventStore.url });
    const old = await runCli(['serve'], { DATABASE_URL: database(0), SECRET_KEY, LOG_LEVEL: 'warn' });
    expect(old).toMatchObject({ code: 1, output: expect.stringContaining('follow another log') });
  }, 120_000);

  test('and on to another database, from which it was never started', async () => {
    const { code, output } = await migrate(eventStore.url, database(1));
    expect([code, output]).toEqual([0, expect.stringContaining('events are in both logs')]);
    await expectToFollow({ DATABASE_URL: database(1), SECRET_KEY });
  }, 120_000);

  /** The service with these stores shows what it showed before, lets people in, and mails nothing twice. */
  async function expectToFollow(environment: Record<string, string>): Promise<void> {
    const mailbox = await openMailbox(smtpPort);
    const credence = await startCredence({ ...environment, ...smtp() });
    const after = await everything(credence);
    expect({ ...after, histories: after.histories.map((events) => events.slice(0, 4)) }).toEqual({
      ...before,
      histories: before.histories.map((events) => events.slice(0, 4)),
    });
    expect((await signIn(credence, email)).status).toBe(200);
    expect((await signUp(credence, { email })).status).toBe(409);
    const { email: fresh } = (await signUp(credence)).body;
    await waitFor('who registers now has a mail', () => mailbox.mailsTo(fresh).length === 1);
    expect(mailbox.mailsTo(waiting)).toHaveLength(environment['EVENTSTOREDB_URL'] === undefined ? 0 : 1);
    expect(mailbox.count()).toBe(environment['EVENTSTOREDB_URL'] === undefined ? 1 : 2);
    before = await everything(credence);
    await credence.stop();
    await mailbox.stop();
  }
});

describe('a long log', () => {
  let source: TestDatabase;
  let store: EventStore & { stop(): Promise<void> };
  let server: EventStoreDbServer;
  const stores = () => ({ DATABASE_URL: source.url, SECRET_KEY, LOG_LEVEL: 'warn' });

  beforeAll(async () => {
    source = await usePostgres();
    server = await startEventStoreDbServer();
    // A start of the service makes the tables.
    await (await startCredence(stores())).stop();
    store = openPostgresEventStore({ url: source.url, logger: silentLogger });
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
  }, 60_000);
  afterAll(async () => {
    server.stop();
    await source.dispose();
  });

  test('a copy that is killed again and again goes on where it was', async () => {
    const words = ['migrate-log', '--from', source.url, '--to', server.url];
    for (let kill = 0; kill < 3; kill += 1) {
      const child = spawnCli(words, stores());
      const ended = once(child, 'exit');
      const appends = server.calls.appends;
      await waitFor('it copies', () => server.calls.appends > appends + 100 || child.exitCode !== null);
      await sleep(Math.random() * 50);
      child.kill('SIGKILL');
      await ended;
    }
    const { code, output } = await runCli(words, stores());
    expect([code, output]).toEqual([0, expect.stringContaining('3201 events are in both logs')]);
    const copy = openEventStoreDb({ url: server.url });
    const strip = (events: Awaited<ReturnType<typeof readToHead>>) =>
      events.map(({ position: _, recordedAt: __, ...event }) => event);
    const reopened = openPostgresEventStore({ url: source.url, logger: silentLogger });
    expect(strip(await readToHead(copy, START, 1000))).toEqual(
      strip(await readToHead(reopened, START, 1000)),
    );
    await copy.stop();
    await reopened.stop();
  }, 120_000);
});

describe('a migration is refused, and changes nothing', () => {
  test('to a log that holds something else', async () => {
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

  test('with another secret than the one that seals the keys', async () => {
    expect(await migrate(database(1), eventStore.url, { SECRET_KEY: OTHER_SECRET })).toMatchObject({
      code: 1,
      output: expect.stringContaining('SECRET_KEY does not open the keys'),
    });
  });

  test('from a log that its database does not follow', async () => {
    expect(await migrate(database(0), database(1))).toMatchObject({
      code: 1,
      output: expect.stringContaining('follow another log'),
    });
  });

  test.each(['mysql://x', 'esdb://?tls=perhaps', 'nothing'])('to %s', async (to) => {
    const { code, output } = await migrate(database(1), to);
    expect(code).toBe(1);
    expect(output).not.toMatch(/\n\s+at /);
  });
});

test('from the embedded database to one of your own', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'credence-migrate-'));
  const target = await usePostgres();
  let credence = await startCredence({}, { dataDir: folder });
  const { email } = await createSignedInAccount(credence);
  await credence.stop();
  const moved = await runCli(['migrate-log', '--from', 'embedded', '--to', target.url], { DATA_DIR: folder });
  expect(moved).toMatchObject({ code: 0, output: expect.stringContaining('events are in both logs') });
  const secret = (await readFile(join(folder, 'secret-key'), 'utf8')).trim();
  credence = await startCredence({ DATABASE_URL: target.url, SECRET_KEY: secret });
  expect((await signIn(credence, email)).status).toBe(200);
  const { body } = await credence.call('GET', '/v1/users', { token: SERVICE_TOKEN });
  expect(body.items).toMatchObject([{ email, is_verified: true }]);
  await credence.stop();
  await target.dispose();
  await rm(folder, { recursive: true });
}, 120_000);
