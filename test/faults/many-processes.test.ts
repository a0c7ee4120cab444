import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { START } from '../../src/eventstore/port.js';
import type { StoredEvent } from '../../src/eventstore/port.js';
import { readToHead } from '../contract/log-acts.js';
import { startCredence, startRole } from '../support/server/credence.js';
import type { Credence, RunningProgram } from '../support/server/credence.js';
import { freePort } from '../support/server/free-port.js';
import { runFullJourney, JOURNEY_EVENTS, JOURNEY_MAILS } from '../support/clients/full-journey.js';
import type { JourneyAccount } from '../support/clients/full-journey.js';
import { waitForDueJobs } from '../support/stores/due-jobs.js';
import { ask, foldAccounts } from '../support/stores/log-rows.js';
import { openMailbox } from '../support/clients/mailbox.js';
import type { Mailbox } from '../support/clients/mailbox.js';
import { waitFor } from '../support/clients/wait-for.js';
import { describeWhere } from '../support/requirements/describe-where.js';
import { whyNoRedis } from '../support/stores/redis.js';
import { listEventTypes, listAll, waitForReaders } from '../support/clients/admin-api.js';
import { useStores } from '../support/stores/stores.js';
import type { TestStores } from '../support/stores/stores.js';

const ROUNDS = Number(process.env['KILL_ROUNDS'] ?? 12);
const CLIENTS = 4;
const STEP_MS = 60_000 + ROUNDS * 6_000;
const LIFE_MS = 800;
/** The promised takeover time, with a margin for a busy machine. */
const TAKEOVER_MS = 5_000;

describeWhere(await whyNoRedis())('many processes on EventStoreDB and Redis, killed at random', () => {
  const people: JourneyAccount[] = [];
  let stores: TestStores;
  let mailbox: Mailbox;
  let ports: number[];
  let apis: Credence[];
  let others: RunningProgram[];

  beforeAll(async () => {
    stores = await useStores('eventstoredb');
    mailbox = await openMailbox();
    ports = [await freePort(), await freePort()];
    apis = [await startApi(0), await startApi(1)];
    others = [startRole('projector', environment()), startRole('worker', environment())];
  });

  afterAll(async () => {
    await Promise.all([...apis, ...others].map((running) => running.stop()));
    await mailbox.stop();
    await stores.dispose();
  });

  const environment = () => ({
    ...stores.environment,
    SMTP_URL: mailbox.url,
    LOG_LEVEL: 'warn',
    PUBLIC_URL: `http://127.0.0.1:${String(ports[0])}`,
  });

  async function startApi(nth: number): Promise<Credence> {
    const port = ports[nth] ?? 0;
    return await startCredence(environment(), { port, role: 'api' });
  }

  /** Kills and restarts one of the four processes. */
  async function killOne(round: number): Promise<void> {
    const api = apis[round % 4];
    if (api !== undefined) {
      await api.kill();
      apis[round % 4] = await startApi(round % 4);
      return;
    }
    const role = round % 4 === 2 ? 'projector' : 'worker';
    await others[(round % 4) - 2]?.kill();
    others[(round % 4) - 2] = startRole(role, environment());
  }

  /** Returns the two API processes in turn. */
  let calls = 0;
  const anyApi = (): Credence => {
    calls += 1;
    const api = apis[calls % 2];
    if (api === undefined) throw new Error('No API process runs.');
    return api;
  };

  async function wholeLog(): Promise<StoredEvent[]> {
    const log = stores.openLog();
    try {
      return await readToHead(log, START, 1000);
    } finally {
      await log.stop();
    }
  }

  test(
    'every client completes its journey through alternating API processes (EVT-3)',
    async () => {
      let killing = true;
      const client = async (name: number) => {
        for (let n = 1; killing || n === 1; n += 1) {
          const email = `client${String(name)}-${String(n)}@example.com`;
          people.push(await runFullJourney({ credence: anyApi, mailbox, email, stepMs: STEP_MS }));
        }
      };
      const killer = async () => {
        for (let round = 0; round < ROUNDS; round += 1) {
          await sleep(Math.random() * LIFE_MS);
          await killOne(round);
        }
      };
      const clients = Array.from({ length: CLIENTS }, (_, name) => client(name));
      await Promise.all([killer().finally(() => (killing = false)), ...clients]);
      console.log(`${String(ROUNDS)} kills, ${String(people.length)} journeys`);
      expect(people.length).toBeGreaterThanOrEqual(CLIENTS);
    },
    STEP_MS * 2,
  );

  test(
    'every acknowledged step is in the log once, and repeated mails have the same Message-ID (EVT-3, EVT-13)',
    async () => {
      await waitForReaders(anyApi());
      for (const { email, userId } of people) {
        expect({ email, events: await listEventTypes(anyApi(), userId) }).toEqual({
          email,
          events: JOURNEY_EVENTS,
        });
        const messageIds = () => new Set(mailbox.mailsTo(email).map(({ messageId }) => messageId));
        await waitFor(`all mails to ${email}`, () => messageIds().size >= JOURNEY_MAILS, 60_000);
        expect(messageIds().size).toBe(JOURNEY_MAILS);
      }
    },
    STEP_MS,
  );

  test('the list of accounts equals a fold of the log, and no event is parked or outstanding (EVT-5)', async () => {
    await waitForDueJobs(stores.databaseUrl, 60_000);
    await waitForReaders(anyApi());
    const log = await wholeLog();
    const accounts = await listAll(anyApi(), '/v1/users');
    const flags = accounts.map(({ id, user_id, is_active, is_verified }) => ({
      id,
      user_id,
      is_active,
      is_verified,
    }));
    expect(flags).toEqual(foldAccounts(log));
    expect(accounts.map(({ email }) => email).sort()).toEqual(people.map(({ email }) => email).sort());
    expect(await ask(stores.databaseUrl, 'select * from credence_read.parked_events')).toEqual([]);
  });

  test('another projector takes over from a killed one within five seconds', async () => {
    const second = startRole('projector', environment());
    await sleep(3_000);
    await others[0]?.kill();
    const killed = Date.now();
    const body = {
      email: 'after-the-kill@example.com',
      username: 'ada',
      password: 'correct horse battery staple',
    };
    const { status } = await anyApi().call('POST', '/auth/signup', { body });
    expect(status).toBe(201);
    await waitForReaders(anyApi());
    expect(Date.now() - killed).toBeLessThan(TAKEOVER_MS);
    others[0] = second;
  });

  test('every role stops in order within ten seconds', async () => {
    const stoppedAt = Date.now();
    await Promise.all([...apis, ...others].map((running) => running.stop()));
    expect(Date.now() - stoppedAt).toBeLessThan(10_000);
    for (const running of [...apis, ...others]) expect(running.process.exitCode).toBe(0);
  });
});
