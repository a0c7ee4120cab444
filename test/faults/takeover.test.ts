import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PoolClient } from 'pg';
import { lockCheckpoint } from '../../src/projections/engine/checkpoints.js';
import { startProcessor } from '../../src/projections/engine/processor.js';
import { prepareProjection } from '../../src/projections/engine/projection.js';
import { usersProjection } from '../../src/projections/views/accounts/projection.js';
import { openPool } from '../../src/runtime/postgres/client.js';
import { waitFor } from '../support/clients/wait-for.js';
import { openUserLog, registration } from '../support/domain/user-log.js';
import type { UserLog } from '../support/domain/user-log.js';
import { openFaultProxy } from '../support/hostile/fault-proxy.js';
import type { FaultProxy } from '../support/hostile/fault-proxy.js';
import { silentLogger } from '../support/server/silent-logger.js';
import { databaseAt } from '../support/stores/database-at.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

const TAKEOVER_MS = 5_000;

let database: TestDatabase;
let log: UserLog;
let proxy: FaultProxy;
/** A reader in a process that holds its checkpoint when its network connection freezes. */
let vanishing: PoolClient;

beforeAll(async () => {
  database = await usePostgres();
  log = await openUserLog(database.url, { migrate: true });
  await prepareProjection(log.pool, usersProjection(log.codec));
  proxy = await openFaultProxy(database.url);
  const pool = openPool(databaseAt(proxy.url), { name: 'vanishing reader', max: 1 });
  vanishing = await pool.connect();
  await vanishing.query('begin');
  expect(await lockCheckpoint(vanishing, 'users@1')).toBe(true);
});

afterAll(async () => {
  await proxy.stop();
  vanishing.release(true);
  await log.close();
  await database.dispose();
});

describe('a reader that vanishes without closing its connection', () => {
  test('a start does not wait for the checkpoint that another process holds (EVT-15)', async () => {
    await prepareProjection(log.pool, usersProjection(log.codec));
    expect(await lockCheckpoint(vanishing, 'users@1')).toBe(true);
  });

  test('another process takes over within 5 s (EVT-15)', async () => {
    proxy.freeze();
    const processor = startProcessor({
      pool: log.pool,
      store: log.store,
      readers: [usersProjection(log.codec)],
      logger: silentLogger,
    });
    const userId = randomUUID();
    await log.append(userId, registration(`${userId}@example.com`));
    const isListed = async () =>
      (await log.pool.query('select from credence_read.users where user_id = $1', [userId])).rowCount === 1;
    await waitFor('the account is in the read model', isListed, TAKEOVER_MS);
    await processor.stop();
  });
});
