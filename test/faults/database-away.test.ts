import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CLUSTER, openDataFolder } from '../../src/embedded/data-folder.js';
import type { DataFolder } from '../../src/embedded/data-folder.js';
import { startEmbeddedPostgres } from '../../src/embedded/postgres.js';
import type { EmbeddedPostgres } from '../../src/embedded/postgres.js';
import { SECRET_KEY, startCredence } from '../support/credence.js';
import type { Credence } from '../support/credence.js';
import { openFaultProxy } from '../support/fault-proxy.js';
import type { FaultProxy } from '../support/fault-proxy.js';
import { foldAccounts, gaps, readLogRows } from '../support/log-rows.js';
import { eventually } from '../support/patience.js';
import { listAll, readersCaughtUp } from '../support/service-views.js';
import { startTraffic } from '../support/traffic.js';
import type { Traffic } from '../support/traffic.js';

/** How many registrations show that the service goes on. */
const SOME = 5;
/** No answer may take longer: the service's own bound of 10 s, and some time for a busy machine. */
const HANG_MS = 12_000;
const STOPPED_MS = 4_000;
/** Longer than an answer may take, so that nobody is saved by the database's return. */
const SILENT_MS = HANG_MS + 1_000;
const HEALED_MS = 30_000;

let folder: DataFolder;
let server: EmbeddedPostgres;
let proxy: FaultProxy;
let credence: Credence;

beforeAll(async () => {
  folder = await openDataFolder(await mkdtemp(join(tmpdir(), 'credence-away-')));
  server = await startServer();
  proxy = await openFaultProxy(server.url);
  credence = await startCredence({ DATABASE_URL: proxy.url, SECRET_KEY, LOG_LEVEL: 'warn' });
});

afterAll(async () => {
  await credence.stop();
  await proxy.stop();
  await server.stop();
  await folder.close();
  await rm(folder.path, { recursive: true });
});

async function startServer(): Promise<EmbeddedPostgres> {
  return await startEmbeddedPostgres({
    dataDir: folder.path,
    password: folder.databasePassword,
    log: () => undefined,
  });
}

/** Takes the database away under traffic for a while and waits until all is well again. */
async function outage(takeAway: () => Promise<void>, giveBack: () => Promise<void>): Promise<Traffic> {
  const traffic = startTraffic(credence);
  await eventually('there is traffic', () => traffic.registered.length > SOME);
  await takeAway();
  await giveBack();
  const before = traffic.registered.length;
  await eventually('registrations go on', () => traffic.registered.length > before + SOME, HEALED_MS);
  await eventually(
    'ready again',
    async () => (await credence.call('GET', '/health/ready')).status === 200,
    HEALED_MS,
  );
  await traffic.end();
  return traffic;
}

function expectBoundedAnswers({ answers }: Traffic): void {
  const slow = answers.filter(({ ms }) => ms > HANG_MS);
  expect(slow.map(({ path, status, ms }) => ({ path, status, ms }))).toEqual([]);

  // An account that was never verified is refused: 401 is what a sign-in that works answers here.
  const expected = new Set([200, 201, 401, 409, 503]);
  expect(
    answers.filter(({ status }) => !expected.has(status)).map(({ path, body }) => ({ path, body })),
  ).toEqual([]);
  expect(
    answers.filter(({ status, body }) => status === 409 && body.code !== 'idempotency_key_in_use'),
  ).toEqual([]);
}

function expectHonestAnswers(traffic: Traffic): void {
  expectBoundedAnswers(traffic);
  const away = traffic.answers.filter(({ path, status }) => status === 503 && path !== '/health/ready');
  expect(away.length).toBeGreaterThan(0);
  for (const { headers, body } of away) {
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(body).toMatchObject({ status: 503, code: 'unavailable' });
  }
}

function expectHonestHealth({ answers }: Traffic): void {
  const statuses = (path: string) =>
    new Set(answers.filter((one) => one.path === path).map(({ status }) => status));
  expect(statuses('/health/live')).toEqual(new Set([200]));
  expect(statuses('/health/ready')).toEqual(new Set([200, 503]));
  const { body } = answers.find(({ path, status }) => path === '/health/ready' && status === 503) ?? {};
  expect(body).toMatchObject({ status: 'failing', checks: { database: 'failing' } });
}

async function expectNothingLost({ registered }: Traffic): Promise<void> {
  await readersCaughtUp(credence);
  const log = await readLogRows(server.url);
  expect(gaps(log)).toEqual([]);
  const shown = await listAll(credence, '/v1/users');
  const addresses = new Set(shown.map(({ email }) => email));
  expect(registered.filter((email) => !addresses.has(email))).toEqual([]);
  expect(shown).toHaveLength(foldAccounts(log).length);
  for (const email of registered.slice(-SOME)) expect(await credence.mails(email)).toHaveLength(1);
  expect(credence.process.exitCode).toBeNull();
}

describe('a database that is away', () => {
  test('EVT-11 stopped and started again: 503 meanwhile, and it heals by itself with nothing lost', async () => {
    const traffic = await outage(
      async () => {
        await server.stop();
        await sleep(STOPPED_MS);
      },
      async () => {
        server = await startServer();
      },
    );
    expectHonestAnswers(traffic);
    expectHonestHealth(traffic);
    await expectNothingLost(traffic);
  }, 90_000);

  test('EVT-11 silent: every answer comes within its time, and it heals by itself with nothing lost', async () => {
    const traffic = await outage(
      async () => {
        proxy.silence();
        await sleep(SILENT_MS);
      },
      () => {
        proxy.resume();
        return Promise.resolve();
      },
    );
    expectHonestAnswers(traffic);
    expectHonestHealth(traffic);
    await expectNothingLost(traffic);
  }, 120_000);

  test('EVT-3 kill -9 of PostgreSQL under traffic: it comes back and nothing acknowledged is lost', async () => {
    const [pid] = (await readFile(join(folder.path, CLUSTER, 'postmaster.pid'), 'utf8')).split('\n');
    const traffic = await outage(
      () => {
        process.kill(Number(pid), 'SIGKILL');
        return Promise.resolve();
      },
      () => Promise.resolve(),
    );
    expectBoundedAnswers(traffic);
    await expectNothingLost(traffic);
  }, 60_000);
});
