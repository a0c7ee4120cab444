import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CLUSTER, openDataFolder } from '../../src/runtime/embedded/data-folder.js';
import type { DataFolder } from '../../src/runtime/embedded/data-folder.js';
import { startEmbeddedPostgres } from '../../src/runtime/embedded/postgres/postgres.js';
import type { EmbeddedPostgres } from '../../src/runtime/embedded/postgres/postgres.js';
import { SECRET_KEY, startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { openFaultProxy } from '../support/hostile/fault-proxy.js';
import type { FaultProxy } from '../support/hostile/fault-proxy.js';
import { foldAccounts, gaps, readLogRows } from '../support/stores/log-rows.js';
import {
  expectBoundedAnswers,
  expectRetryableRefusals,
  expectHealthDuringOutage,
  MAX_ANSWER_MS,
  runOutage,
} from '../support/hostile/outages.js';
import { listAll, waitForReaders } from '../support/clients/admin-api.js';
import type { Traffic } from '../support/clients/traffic.js';

/** How many of the last who registered are looked at more closely. */
const SOME = 5;
const STOPPED_MS = 4_000;
/** Longer than an answer may take, so that nobody is saved by the database's return. */
const SILENT_MS = MAX_ANSWER_MS + 1_000;

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

async function expectNothingLost({ registered }: Traffic): Promise<void> {
  await waitForReaders(credence);
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
    const traffic = await runOutage(
      credence,
      async () => {
        await server.stop();
        await sleep(STOPPED_MS);
      },
      async () => {
        server = await startServer();
      },
    );
    expectRetryableRefusals(traffic);
    expectHealthDuringOutage(traffic, 'database');
    await expectNothingLost(traffic);
  }, 90_000);

  test('EVT-11 silent: every answer comes within its time, and it heals by itself with nothing lost', async () => {
    const traffic = await runOutage(
      credence,
      async () => {
        proxy.freeze();
        await sleep(SILENT_MS);
      },
      () => {
        proxy.resume();
        return Promise.resolve();
      },
    );
    expectRetryableRefusals(traffic);
    expectHealthDuringOutage(traffic, 'database');
    await expectNothingLost(traffic);
  }, 120_000);

  test('EVT-3 kill -9 of PostgreSQL under traffic: it comes back and nothing acknowledged is lost', async () => {
    const [pid] = (await readFile(join(folder.path, CLUSTER, 'postmaster.pid'), 'utf8')).split('\n');
    const traffic = await runOutage(
      credence,
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
