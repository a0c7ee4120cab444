import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DomainEvent } from '../../src/domain/event-catalog.js';
import { prepareProjection } from '../../src/projections/engine/projection.js';
import { startProcessor } from '../../src/projections/engine/processor.js';
import { usersProjection } from '../../src/projections/views/accounts/projection.js';
import { prepareCounting } from '../support/stores/counting-reader.js';
import { foldAccounts, gaps, readLogRows } from '../support/stores/log-rows.js';
import { waitFor } from '../support/clients/wait-for.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';
import { silentLogger } from '../support/server/silent-logger.js';
import { dumpUsers, openUserLog, registration } from '../support/domain/user-log.js';
import type { UserLog } from '../support/domain/user-log.js';

const HOLDER = fileURLToPath(new URL('./processor-holder.js', import.meta.url));
const KILLS = 8;
const LIFE_MS = 400;
const WRITERS = 3;

/** Events of an account after its registration. */
const LATER: DomainEvent[] = [
  { type: 'EmailVerified', data: {} },
  { type: 'ProfileUpdated', data: { username: 'grace' } },
  { type: 'UserDeactivated', data: { reason: null } },
  { type: 'UserReactivated', data: { reason: null } },
];

let database: TestDatabase;
let log: UserLog;

beforeAll(async () => {
  database = await usePostgres();
  log = await openUserLog(database.url, { migrate: true });
  await prepareProjection(log.pool, usersProjection(log.codec));
  await prepareCounting(log.pool);
});

afterAll(async () => {
  await log.close();
  await database.dispose();
});

async function startHolder(): Promise<ChildProcess> {
  const child = fork(HOLDER, [database.url], { execArgv: [] });
  await once(child, 'message');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Appends events until `going` returns false. */
async function write(going: () => boolean): Promise<void> {
  const users: string[] = [];
  while (going()) {
    const userId = users[Math.floor(Math.random() * users.length * 2)];
    const event = LATER[Math.floor(Math.random() * LATER.length)];
    if (userId !== undefined && event !== undefined) {
      await log.append(userId, event);
    } else {
      const newUser = randomUUID();
      await log.append(newUser, registration(`${newUser}@example.com`));
      users.push(newUser);
    }
  }
}

async function waitForHead(reader: string): Promise<void> {
  await waitFor(`${reader} is at the head`, async () => {
    const { rows } = await log.pool.query<{ position: string }>(
      'select position from credence_read.checkpoints where reader = $1',
      [reader],
    );
    return rows[0]?.position === (await log.store.head());
  });
}

async function readCounted(): Promise<{ position: number; process: number }[]> {
  const sql = 'select position::int, process from counted order by nth';
  return (await log.pool.query<{ position: number; process: number }>(sql)).rows;
}

describe('one reader in several processes', () => {
  test('processes that are killed at random handle every event once and in order (EVT-5)', async () => {
    let killing = true;
    const writers = Array.from({ length: WRITERS }, () => write(() => killing));
    let pair = await Promise.all([startHolder(), startHolder()]);
    for (let n = 0; n < KILLS; n += 1) {
      await sleep(Math.random() * LIFE_MS);
      const [victim, survivor] = pair;
      // The older process is killed next, so each process holds the checkpoint for a while.
      const [, successor] = await Promise.all([kill(victim), startHolder()]);
      pair = [survivor, successor];
    }
    killing = false;
    await Promise.all(writers);
    await Promise.all([waitForHead('counting'), waitForHead('users@1')]);
    await Promise.all(pair.map(kill));

    const rows = await readLogRows(database.url);
    const counted = await readCounted();
    expect(gaps(rows)).toEqual([]);
    expect(counted.map(({ position }) => position)).toEqual(rows.map(({ position }) => position));
    expect(new Set(counted.map(({ process }) => process)).size).toBeGreaterThan(2);
    const users = await log.pool.query(
      'select id::int, user_id, is_active, is_verified from credence_read.users_v1 order by id',
    );
    expect(users.rows).toEqual(foldAccounts(rows));
    console.log(`${rows.length} events, ${users.rows.length} accounts, ${KILLS} kills`);
  });

  test('handling events again from any position changes nothing (EVT-5)', async () => {
    const reader = usersProjection(log.codec);
    const before = await dumpUsers(log.pool);
    const rows = await readLogRows(database.url);
    for (const back of [rows.length, Math.floor(rows.length / 2), 1]) {
      const position = back === rows.length ? '' : String(rows.length - back).padStart(19, '0');
      await log.pool.query(`update credence_read.checkpoints set position = $1 where reader = 'users@1'`, [
        position,
      ]);
      const processor = startProcessor({
        pool: log.pool,
        store: log.store,
        readers: [reader],
        logger: silentLogger,
      });
      await waitForHead('users@1');
      await processor.stop();
      expect(await dumpUsers(log.pool)).toEqual(before);
    }
    expect((await log.pool.query('select * from credence_read.parked_events')).rows).toEqual([]);
  });
});
