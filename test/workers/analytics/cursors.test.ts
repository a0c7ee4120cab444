import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Pool } from 'pg';
import { prepareDatabase } from '../../../src/compose/prepare-database.js';
import type { Position } from '../../../src/eventstore/port.js';
import { openPool } from '../../../src/runtime/postgres/client.js';
import { inTransaction } from '../../../src/runtime/postgres/in-transaction.js';
import { lockCursor, moveCursor, prepareCursors } from '../../../src/workers/analytics/cursors.js';
import { readCursors, writeCursors } from '../../../src/workers/analytics/move-cursors.js';
import { acceptLoss } from '../../../src/workers/webhooks/store/accept-loss.js';
import { databaseAt } from '../../support/stores/database-at.js';
import { usePostgres } from '../../support/stores/postgres.js';
import type { TestDatabase } from '../../support/stores/postgres.js';

const at = (place: number) => String(place).padStart(4, '0') as Position;
const [FIRST, SECOND, THIRD] = [at(1), at(2), at(3)];

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await usePostgres();
  await prepareDatabase(databaseAt(database.url));
  pool = openPool(databaseAt(database.url), { name: 'cursors', max: 3 });
});

beforeEach(async () => {
  await prepareCursors(pool, [], FIRST);
});

afterAll(async () => {
  await pool.end();
  await database.dispose();
});

test('a new reporter begins at the head, and keeps its place at the next start', async () => {
  await prepareCursors(pool, ['one'], FIRST);
  await prepareCursors(pool, ['one', 'two'], SECOND);
  expect(await readCursors(pool)).toEqual([
    { name: 'one', position: FIRST },
    { name: 'two', position: SECOND },
  ]);
});

test('a reporter that is turned off and on again reports no event of the meantime', async () => {
  await prepareCursors(pool, ['one'], FIRST);
  await prepareCursors(pool, [], SECOND);
  await prepareCursors(pool, ['one'], THIRD);
  expect(await readCursors(pool)).toEqual([{ name: 'one', position: THIRD }]);
});

test('one process at a time reports', async () => {
  await prepareCursors(pool, ['one'], FIRST);
  await inTransaction(pool, async (transaction) => {
    expect(await lockCursor(transaction, 'one')).toBe(FIRST);
    expect(await inTransaction(pool, (other) => lockCursor(other, 'one'))).toBeNull();
    await moveCursor(transaction, 'one', SECOND);
  });
  expect(await inTransaction(pool, (next) => lockCursor(next, 'one'))).toBe(SECOND);
});

test('the cursors follow the log to other positions, and back after an accepted loss', async () => {
  await prepareCursors(pool, ['one', 'two'], FIRST);
  const moved = new Map([[FIRST, THIRD]]);
  const cursors = await readCursors(pool);
  await inTransaction(pool, (transaction) =>
    writeCursors(transaction, cursors, (known) => moved.get(known) ?? known),
  );
  expect((await readCursors(pool)).map(({ position }) => position)).toEqual([THIRD, THIRD]);
  await acceptLoss(pool, { head: () => Promise.resolve(SECOND) });
  expect((await readCursors(pool)).map(({ position }) => position)).toEqual([SECOND, SECOND]);
});
