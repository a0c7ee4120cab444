import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SECRET_KEY, startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { startEventStoreDbServer } from '../support/stores/eventstoredb/server.js';
import type { EventStoreDbServer } from '../support/stores/eventstoredb/server.js';
import {
  expectBoundedAnswers,
  expectRetryableRefusals,
  expectHealthDuringOutage,
  MAX_ANSWER_MS,
  runOutage,
} from '../support/hostile/outages.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';
import { listAll, waitForReaders } from '../support/clients/admin-api.js';
import type { Traffic } from '../support/clients/traffic.js';

/** Longer than the limit of an answer, so that no request is answered only after the outage. */
const SILENT_MS = Number(process.env['AWAY_MS'] ?? MAX_ANSWER_MS + 1_000);
const DROPS = 5;

let database: TestDatabase;
let server: EventStoreDbServer;
let credence: Credence;

beforeAll(async () => {
  database = await usePostgres();
  server = await startEventStoreDbServer();
  credence = await startCredence({
    DATABASE_URL: database.url,
    EVENTSTOREDB_URL: server.url,
    SECRET_KEY,
    LOG_LEVEL: 'warn',
  });
});

afterAll(async () => {
  await credence.stop();
  server.stop();
  await database.dispose();
});

async function expectNothingLost({ registered }: Traffic): Promise<void> {
  await waitForReaders(credence);
  const listed = new Set((await listAll(credence, '/v1/users')).map(({ email }) => email));
  expect(registered.filter((email) => !listed.has(email))).toEqual([]);
  for (const email of registered.slice(-3)) expect(await credence.mails(email)).toHaveLength(1);
  expect(credence.process.exitCode).toBeNull();
}

describe('an outage of EventStoreDB', () => {
  test('requests are answered in time while EventStoreDB is silent, and the service recovers without loss (EVT-11)', async () => {
    const traffic = await runOutage(
      credence,
      async () => {
        server.silence(SILENT_MS);
        await sleep(SILENT_MS);
      },
      () => Promise.resolve(),
    );
    expectRetryableRefusals(traffic);
    expectHealthDuringOutage(traffic, 'log');
    await expectNothingLost(traffic);
  });

  test('repeatedly broken connections lose no acknowledged registration (EVT-3)', async () => {
    const traffic = await runOutage(
      credence,
      async () => {
        for (let drop = 0; drop < DROPS; drop += 1) {
          server.loseNextAnswer();
          await sleep(300);
          server.dropConnections();
          await sleep(300);
        }
      },
      () => Promise.resolve(),
    );
    expectBoundedAnswers(traffic);
    await expectNothingLost(traffic);
  });
});
