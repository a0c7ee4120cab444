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
import { listAll, readMetric, waitForReaders } from '../support/clients/admin-api.js';
import type { Traffic } from '../support/clients/traffic.js';

/** Number of the newest registrations whose mail is checked. */
const SAMPLE = 5;
const STOPPED_MS = 4_000;
/** Longer than the limit of an answer, so that no request is answered only after the outage. */
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
  const accounts = await listAll(credence, '/v1/users');
  const addresses = new Set(accounts.map(({ email }) => email));
  expect(registered.filter((email) => !addresses.has(email))).toEqual([]);
  expect(accounts).toHaveLength(foldAccounts(log).length);
  for (const email of registered.slice(-SAMPLE)) expect(await credence.mails(email)).toHaveLength(1);
  expect(credence.process.exitCode).toBeNull();
}

describe('an outage of the database', () => {
  test('requests get 503 while the database is stopped, and the service recovers without loss (EVT-11)', async () => {
    const traffic = await runOutage(
      credence,
      async () => {
        await server.stop();
        await sleep(STOPPED_MS);
        expect(await readMetric(credence, 'process_start_time_seconds')).toBeGreaterThan(0);
      },
      async () => {
        server = await startServer();
      },
    );
    expectRetryableRefusals(traffic);
    expectHealthDuringOutage(traffic, 'database');
    await expectNothingLost(traffic);
  });

  test('requests are answered in time while the database is silent, and the service recovers without loss (EVT-11)', async () => {
    const traffic = await runOutage(
      credence,
      async () => {
        proxy.freeze();
        await sleep(SILENT_MS);
        expect(await readMetric(credence, 'process_start_time_seconds')).toBeGreaterThan(0);
      },
      () => {
        proxy.resume();
        return Promise.resolve();
      },
    );
    expectRetryableRefusals(traffic);
    expectHealthDuringOutage(traffic, 'database');
    await expectNothingLost(traffic);
  });

  test('kill -9 of PostgreSQL under traffic loses no acknowledged registration (EVT-3)', async () => {
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
  });
});
