import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Registry } from 'prom-client';
import { followLive } from '../../src/compose/api/live-state.js';
import { readConfig } from '../../src/config/config.js';
import { START } from '../../src/eventstore/port.js';
import type { Position } from '../../src/eventstore/port.js';
import { prepareProjection } from '../../src/projections/engine/projection.js';
import { sessionsProjection } from '../../src/projections/views/sessions/projection.js';
import { Lifecycle } from '../../src/runtime/lifecycle.js';
import { openUserLog, registration } from '../support/domain/user-log.js';
import type { UserLog } from '../support/domain/user-log.js';
import { SECRET_KEY } from '../support/server/credence.js';
import { silentLogger } from '../support/server/silent-logger.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

const DAY_MS = 24 * 60 * 60 * 1000;

let database: TestDatabase;
let log: UserLog;

beforeAll(async () => {
  database = await usePostgres();
  log = await openUserLog(database.url, { migrate: true });
  // The read model of the sessions starts from the first event, as in a rebuild.
  await prepareProjection(log.pool, sessionsProjection());
  for (let n = 0; n < 5; n += 1) {
    const userId = randomUUID();
    await log.append(userId, registration(`${userId}@example.com`));
  }
});

afterAll(async () => {
  await log.close();
  await database.dispose();
});

/** Starts the in-memory state of an API at a time. Returns the position that it reads from first. */
async function firstRead(now: Date): Promise<Position | undefined> {
  const reads: Position[] = [];
  const store = {
    ...log.store,
    async readAll(page: Parameters<typeof log.store.readAll>[0]) {
      reads.push(page.after);
      return await log.store.readAll(page);
    },
  };
  const lifecycle = new Lifecycle();
  const parts = {
    config: readConfig({ DATABASE_URL: database.url, SECRET_KEY, SMTP_URL: 'smtp://127.0.0.1:1' }),
    log: { ...log, store },
    logger: silentLogger,
    now: () => now,
    pool: log.pool,
    registry: new Registry(),
    roleChecks: {},
  };
  const progress = {
    report: () => undefined,
    waitFor: () => Promise.resolve(true),
    stop: () => Promise.resolve(),
  };
  await followLive(parts, [], progress, lifecycle);
  await lifecycle.stop();
  return reads[0];
}

test('an API that starts while the sessions are rebuilt reads only what can still matter (TOK-8)', async () => {
  expect(await firstRead(new Date())).toBe(START);
  expect(await firstRead(new Date(Date.now() + DAY_MS))).toBe(await log.store.head());
});
