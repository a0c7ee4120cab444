import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Pool } from 'pg';
import { positionText } from '../../src/api/http/requests/position.js';
import { readErasures, writeErasures } from '../../src/compose/privacy/move-erasures.js';
import { inTransaction } from '../../src/runtime/postgres/in-transaction.js';
import { runMigrations } from '../../src/runtime/postgres/migrations.js';
import { erasureLedger } from '../../src/security/keys/erasures/ledger.js';
import { forgetDestroyedKeys } from '../../src/security/keys/erasures/forget-destroyed-keys.js';
import { localKeyManagement } from '../../src/security/keys/kms/local-keys.js';
import { postgresSubjectKeys, SubjectErased } from '../../src/security/keys/subject-keys.js';
import type { SubjectKeys } from '../../src/security/keys/subject-keys.js';
import { waitFor } from '../support/clients/wait-for.js';
import { SECRET_KEY } from '../support/server/credence.js';
import { silentLogger } from '../support/server/silent-logger.js';
import { databaseAt } from '../support/stores/database-at.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

const PROCESSES = 5;
const SUBJECTS = 20;

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await usePostgres();
  const migrations = new URL('../../src/security/keys/migrations/', import.meta.url);
  await runMigrations(databaseAt(database.url), migrations, 'credence_keys');
  pool = new pg.Pool({ connectionString: database.url, max: PROCESSES });
});

afterAll(async () => {
  await pool.end();
  await database.dispose();
});

/** The keys as a new process knows them. */
function aProcess(): SubjectKeys {
  return postgresSubjectKeys(pool, localKeyManagement(SECRET_KEY));
}

test('processes that create the key of a subject at the same time agree on one', async () => {
  const processes = Array.from({ length: PROCESSES }, aProcess);
  const subjects = Array.from({ length: SUBJECTS }, () => randomUUID());
  const keysOf = async (process: SubjectKeys) =>
    await Promise.all(
      subjects.map(async (subject) => (await process.obtain(subject)).key.export().toString('hex')),
    );
  const all = await Promise.all(processes.map(keysOf));
  for (const keys of all) expect(keys).toEqual(all[0]);
  expect(new Set(all.flat()).size).toBe(SUBJECTS);
});

test('a destroyed key is null, a missing one is not in the map, and neither can be confused (GDP-1)', async () => {
  const [kept, destroyed, missing] = [randomUUID(), randomUUID(), randomUUID()];
  const writer = aProcess();
  for (const subject of [kept, destroyed]) await writer.obtain(subject);
  await pool.query(
    'update credence_keys.subject_keys set wrapped = null, destroyed_at = now() where subject = $1',
    [destroyed],
  );
  const found = await aProcess().find([kept, destroyed, missing]);
  expect(found.get(kept)).toMatchObject({ number: 1 });
  expect(found.get(destroyed)).toBeNull();
  expect(found.has(missing)).toBe(false);
  await expect(aProcess().obtain(destroyed)).rejects.toThrow(SubjectErased);
});

test('a key that cannot be unwrapped is missing, and fails no read of another key', async () => {
  const [readable, spoilt] = [randomUUID(), randomUUID()];
  for (const subject of [readable, spoilt]) await aProcess().obtain(subject);
  await pool.query('update credence_keys.subject_keys set wrapped = $2 where subject = $1', [
    spoilt,
    Buffer.alloc(60),
  ]);
  const found = await aProcess().find([spoilt, readable]);
  expect([...found.keys()]).toEqual([readable]);
  await expect(aProcess().obtain(spoilt)).rejects.toThrow('The data key cannot be unwrapped.');
});

describe('the ledger of erasures', () => {
  const position = '0000000000000007';
  const erasedAt = new Date('2026-02-03T10:00:00Z');

  test('the keys of all subjects of a person are destroyed once, and nobody creates them again (GDP-1)', async () => {
    const [userId, signUp, withoutKey, other] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    const writer = aProcess();
    for (const subject of [userId, signUp, other]) await writer.obtain(subject);
    const ledger = erasureLedger(pool);
    const erased = { userId, position, erasedAt };
    await ledger.record({ ...erased, subjects: [userId, signUp] });
    await ledger.record({ ...erased, subjects: [userId, withoutKey] });
    expect(await ledger.destroyKeys(userId)).toBe(2);
    expect(await ledger.destroyKeys(userId)).toBe(0);
    for (const subject of [userId, signUp, withoutKey])
      await expect(aProcess().obtain(subject)).rejects.toThrow(SubjectErased);
    expect((await aProcess().find([other])).get(other)).toMatchObject({ number: 1 });
  });

  test('an erasure adds up its counts, and is open until it is complete', async () => {
    const userId = randomUUID();
    const ledger = erasureLedger(pool);
    await ledger.record({ userId, subjects: [userId], position, erasedAt });
    await ledger.count(userId, 'jobs', 2);
    await ledger.count(userId, 'jobs', 1);
    await ledger.count(userId, 'keys', 1);
    const open = { userId, position, erasedAt, counts: { jobs: 3, keys: 1 }, completedAt: null };
    expect(await ledger.find(userId)).toEqual(open);
    await ledger.complete(userId);
    expect((await ledger.find(userId))?.completedAt).toBeInstanceOf(Date);
    expect(await ledger.find(randomUUID())).toBeNull();
  });

  test('a move of the log translates the positions of the ledger, and keeps the rest', async () => {
    const userId = randomUUID();
    const ledger = erasureLedger(pool);
    await ledger.record({ userId, subjects: [userId], position, erasedAt });
    await ledger.count(userId, 'keys', 1);
    const rows = await readErasures(pool);
    await pool.query('delete from credence_keys.erasures where subject = $1', [userId]);
    const moved = positionText.parse('0000000000000009');
    for (let time = 1; time <= 2; time += 1)
      await inTransaction(pool, (transaction) => writeErasures(transaction, rows, () => moved));
    expect(await ledger.find(userId)).toEqual({
      userId,
      position: moved,
      erasedAt,
      counts: { keys: 1 },
      completedAt: null,
    });
  });

  test('another process forgets a destroyed key, so that it writes nothing under it (GDP-1)', async () => {
    const userId = randomUUID();
    const other = aProcess();
    await other.obtain(userId);
    const end = forgetDestroyedKeys(pool, other, silentLogger);
    try {
      const ledger = erasureLedger(pool);
      await ledger.record({ userId, subjects: [userId], position, erasedAt });
      await ledger.destroyKeys(userId);
      await waitFor('the other process', async () => (await other.find([userId])).get(userId) === null);
      await expect(other.obtain(userId)).rejects.toThrow(SubjectErased);
    } finally {
      end();
    }
  });
});
