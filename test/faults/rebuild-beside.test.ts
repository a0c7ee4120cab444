import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { prepareProjection } from '../../src/projections/engine/projection.js';
import type { Projection } from '../../src/projections/engine/projection.js';
import { startProcessor } from '../../src/projections/engine/processor.js';
import type { Processor } from '../../src/projections/engine/processor.js';
import { discard, promote, rollBack, startRebuild } from '../../src/projections/engine/rebuild/operations.js';
import { readRebuild } from '../../src/projections/engine/rebuild/rebuilds.js';
import type { Rebuild } from '../../src/projections/engine/rebuild/rebuilds.js';
import { startRebuildRunner } from '../../src/projections/engine/rebuild/runner.js';
import type { RebuildRunner } from '../../src/projections/engine/rebuild/runner.js';
import { usersProjection } from '../../src/projections/views/accounts/projection.js';
import { waitFor } from '../support/clients/wait-for.js';
import { dumpUsers, openUserLog, registration } from '../support/domain/user-log.js';
import type { UserLog } from '../support/domain/user-log.js';
import { silentLogger } from '../support/server/silent-logger.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';
import { openRebuilds } from '../support/stores/rebuild-parts.js';

const HOLDER = fileURLToPath(new URL('./rebuild-holder.js', import.meta.url));
const USERS = 'users@1';
const ACCOUNTS = 4000;
const SWAP_KILLS = 6;

let database: TestDatabase;
let log: UserLog;
let users: Projection;
let parts: ReturnType<typeof openRebuilds>;
let processor: Processor;
let runner: RebuildRunner | null;

beforeAll(async () => {
  database = await usePostgres();
  log = await openUserLog(database.url, { migrate: true });
  users = usersProjection(log.codec);
  parts = openRebuilds(database.url, log, [users]);
  await prepareProjection(log.pool, users);
  processor = startProcessor({
    pool: log.pool,
    store: log.store,
    readers: [users],
    logger: silentLogger,
  });
  for (let done = 0; done < ACCOUNTS; done += 500) await Promise.all(Array.from({ length: 500 }, register));
  await waitForServing();
});

afterAll(async () => {
  await processor.stop();
  await parts.close();
  await log.close();
  await database.dispose();
});

beforeEach(() => {
  runner = null;
});

afterEach(async () => {
  await runner?.stop();
  await discard(parts, users);
  expect(await tablesIn('credence_standby')).toEqual([]);
  expect(await tablesIn('credence_read')).toEqual(['user_numbers_v1', 'users_v1']);
});

async function register(): Promise<void> {
  const userId = randomUUID();
  await log.append(userId, registration(`${userId}@example.com`), { type: 'EmailVerified', data: {} });
}

async function waitForServing(): Promise<void> {
  await waitFor('the serving version is at the head', async () => {
    const sql = 'select position from credence_read.checkpoints where reader = $1';
    const { rows } = await log.pool.query<{ position: string }>(sql, [USERS]);
    return rows[0]?.position === (await log.store.head());
  });
}

async function waitForState(state: Rebuild['state']): Promise<void> {
  await waitFor(`the rebuild is ${state}`, async () => (await readRebuild(log.pool, USERS))?.state === state);
}

async function rebuild(): Promise<void> {
  expect(await startRebuild(parts, users)).toBe('done');
  runner ??= startRebuildRunner(parts, [users]);
  await waitFor('the new version is compared', async () => {
    const found = await readRebuild(log.pool, USERS);
    return found?.state === 'ready' || found?.state === 'different';
  });
}

/** Returns the tables of the read model `users` in a schema. */
async function tablesIn(schema: string): Promise<string[]> {
  const { rows } = await log.pool.query<{ name: string }>(
    `select relname as name from pg_class
     where relkind = 'r' and relnamespace = to_regnamespace($1) and relname like 'user%' order by 1`,
    [schema],
  );
  return rows.map(({ name }) => name);
}

/** Returns the number of the table in which the view `users` reads. */
async function servingTable(): Promise<unknown> {
  return (await log.pool.query(`select 'credence_read.users_v1'::regclass::oid as table`)).rows[0];
}

async function startHolder(mode: string): Promise<ChildProcess> {
  const child = fork(HOLDER, [database.url, mode], { execArgv: [] });
  await once(child, 'message');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

describe('a rebuild beside the serving version', () => {
  test('RBD-1 the new version has the same rows, serves after its promotion and returns the place on a roll-back', async () => {
    const [before, former] = [await dumpUsers(log.pool), await servingTable()];
    expect(before).toHaveLength(ACCOUNTS);
    await rebuild();
    expect(await servingTable()).toEqual(former);
    expect((await readRebuild(log.pool, USERS))?.comparison?.tables).toEqual([
      { table: 'users_v1', rows: ACCOUNTS, standbyRows: ACCOUNTS, isEqual: true },
      { table: 'user_numbers_v1', rows: ACCOUNTS, standbyRows: ACCOUNTS, isEqual: true },
    ]);

    expect(await promote(parts, users, false)).toBe('done');
    expect(await servingTable()).not.toEqual(former);
    expect(await dumpUsers(log.pool)).toEqual(before);
    const view = await log.pool.query('select count(*)::int as count from credence_read.users');
    expect(view.rows).toEqual([{ count: ACCOUNTS }]);

    // The former version follows the log, so the roll-back lacks nothing.
    await register();
    await waitForServing();
    expect(await rollBack(parts, users)).toBe('done');
    expect(await servingTable()).toEqual(former);
    expect(await dumpUsers(log.pool)).toHaveLength(ACCOUNTS + 1);
    await waitForState('rolled_back');
    expect(await rollBack(parts, users)).toBe('no_version');
  });

  test('RBD-1 a planted difference is refused, in the number of rows and in their content', async () => {
    await rebuild();
    const former = await servingTable();
    for (const planted of [
      `update credence_read.users_v1 set username = 'planted' where id = 7`,
      `update credence_standby.users_v1 set is_active = false where id = 8`,
      `delete from credence_standby.users_v1 where id = 9`,
    ]) {
      await log.pool.query(planted);
      expect(await promote(parts, users, false)).toBe('differs');
      await waitForState('different');
    }
    expect(await servingTable()).toEqual(former);

    // The rebuild repairs a serving version that somebody has changed.
    expect(await startRebuild(parts, users)).toBe('done');
    await waitForState('different');
    expect(await promote(parts, users, true)).toBe('done');
    const { rows } = await log.pool.query(`select username from credence_read.users_v1 where id = 7`);
    expect(rows).toEqual([{ username: 'ada' }]);
  });

  test('RBD-1 a version that lags or has parked events is refused', async () => {
    expect(await promote(parts, users, false)).toBe('no_version');
    await rebuild();
    await runner?.stop();
    const standby = `${USERS}.standby`;
    await log.pool.query(
      `insert into credence_read.parked_events (reader, position, stream, event, cause)
       values ($1, '1', 'user-1', '{}', 'planted')`,
      [standby],
    );
    expect(await promote(parts, users, false)).toBe('parked');
    await log.pool.query('delete from credence_read.parked_events where reader = $1', [standby]);

    const missing = { ...parts, store: { readAll: () => Promise.resolve([]) } };
    await register();
    await waitForServing();
    expect(await promote(missing, users, false)).toBe('lags');
    expect(await promote(parts, users, false)).toBe('done');
  });

  test('RBD-1 a rebuild continues after each kill of its process', async () => {
    expect(await startRebuild(parts, users)).toBe('done');
    const positionOf = async () => (await readRebuild(log.pool, USERS))?.position;
    let kills = 0;
    while ((await readRebuild(log.pool, USERS))?.state === 'filling') {
      const [child, from] = [await startHolder('fill'), await positionOf()];
      await waitFor('the new version has progressed', async () => {
        const now = await readRebuild(log.pool, USERS);
        return now?.state !== 'filling' || now.position !== from;
      });
      await kill(child);
      kills += 1;
    }
    expect(kills).toBeGreaterThan(1);
    await waitForState('ready');
    const before = await dumpUsers(log.pool);
    expect(await promote(parts, users, false)).toBe('done');
    expect(await dumpUsers(log.pool)).toEqual(before);
  });

  test('RBD-1 a kill during a promotion or a roll-back leaves one whole version in place', async () => {
    await rebuild();
    await runner?.stop();
    const before = await dumpUsers(log.pool);
    for (let n = 0; n < SWAP_KILLS; n += 1) {
      const child = await startHolder('swap');
      await sleep(Math.random() * 200);
      await kill(child);
      expect(await dumpUsers(log.pool)).toEqual(before);
      expect(await tablesIn('credence_standby')).toEqual(['user_numbers_v1', 'users_v1']);
      expect(await tablesIn('credence_swap')).toEqual([]);
    }
    const { state } = (await readRebuild(log.pool, USERS)) ?? {};
    expect(await (state === 'promoted' ? rollBack(parts, users) : promote(parts, users, false))).toBe('done');
    await register();
    await waitForServing();
    expect(await dumpUsers(log.pool)).toHaveLength(before.length + 1);
  });
});
