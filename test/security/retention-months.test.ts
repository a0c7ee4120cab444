import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Pool } from 'pg';
import { RETENTION_PERIODS } from '../../src/domain/personal-data.js';
import { openMemoryEventStore } from '../../src/eventstore/memory.js';
import { runMigrations } from '../../src/runtime/postgres/migrations.js';
import { localKeyManagement } from '../../src/security/keys/kms/local-keys.js';
import { monthKeyId, sealingMonths } from '../../src/security/keys/retention-keys.js';
import { isOverdue, openMonth, readMonths } from '../../src/security/keys/retention-months.js';
import { postgresSubjectKeys, SubjectErased } from '../../src/security/keys/subject-keys.js';
import type { SubjectKeys } from '../../src/security/keys/subject-keys.js';
import { applyRetention } from '../../src/workers/privacy/retention.js';
import { SECRET_KEY } from '../support/server/credence.js';
import { databaseAt } from '../support/stores/database-at.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

const DAY = 86_400_000;
const START = new Date('2026-01-31T23:59:59Z');
const times = {
  sessions: 180 * DAY,
  sign_ins: 90 * DAY,
  devices: 365 * DAY,
  offers: 30 * DAY,
  requests: 365 * DAY,
};

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await usePostgres();
  const migrations = new URL('../../src/security/keys/migrations/', import.meta.url);
  await runMigrations(databaseAt(database.url), migrations, 'credence_keys');
  pool = new pg.Pool({ connectionString: database.url, max: 2 });
  await openMonth(aProcess(), START);
});

afterAll(async () => {
  await pool.end();
  await database.dispose();
});

/** The keys as a new process knows them. */
function aProcess(): SubjectKeys {
  return postgresSubjectKeys(pool, localKeyManagement(SECRET_KEY));
}

/** Applies the retention at a time, in a log that began at START and was copied at that time. */
async function applyAt(now: Date): Promise<number> {
  const store = openMemoryEventStore();
  const first = { id: 'e', type: 'EmailVerified', data: {}, metadata: { occurred_at: START.toISOString() } };
  await store.append([{ stream: 'user-1', expected: 'no_stream', events: [first] }]);
  const [stored] = await store.readAll({ after: '' as never, limit: 1 });
  const readAll = () => Promise.resolve(stored === undefined ? [] : [{ ...stored, recordedAt: now }]);
  const archives = { deleteExpired: () => Promise.resolve() };
  const eraseUnverified = () => Promise.resolve(0);
  return await applyRetention({
    pool,
    store: { readAll },
    archives,
    eraseUnverified,
    keys: aProcess(),
    times,
    now: () => now,
  });
}

/** The months whose keys exist, or are destroyed, at a time. */
async function monthsWith(key: 'present' | 'destroyed', now: Date): Promise<string[]> {
  const months = await readMonths(pool, times, { since: START, now });
  return months.filter((month) => month.key === key).map(({ period, month }) => `${period}.${month}`);
}

test('the retention opens the next month before it begins', async () => {
  await applyAt(START);
  const find = sealingMonths(aProcess());
  expect(await find('sessions', new Date('2026-02-01T00:00:00Z'))).toMatchObject({
    name: 'sessions.2026-02',
  });
  expect(await find('sessions', new Date('2026-03-01T00:00:00Z'))).toBeNull();
});

test('a month ends once its last moment is older than its period (GDP-7)', async () => {
  const end = Date.parse('2026-02-01T00:00:00Z') + times.offers;
  expect(await applyAt(new Date(end - 1))).toBe(0);
  expect(await applyAt(new Date(end))).toBe(1);
  expect(await monthsWith('destroyed', new Date(end))).toEqual(['offers.2026-01']);
  expect(await applyAt(new Date(end))).toBe(0);
});

test('after 400 days the first month has ended in every period, and a query proves it (GDP-7, GDP-15)', async () => {
  const now = new Date(START.getTime() + 400 * DAY);
  await applyAt(now);
  const destroyed = await monthsWith('destroyed', now);
  expect(destroyed).toEqual(expect.arrayContaining(RETENTION_PERIODS.map((period) => `${period}.2026-01`)));
  const months = await readMonths(pool, times, { since: START, now });
  expect(months.filter((month) => isOverdue(month, now))).toEqual([]);
  const keys = aProcess();
  expect((await keys.find([monthKeyId('sessions.2026-01')])).get(monthKeyId('sessions.2026-01'))).toBeNull();
  await expect(keys.obtain(monthKeyId('sessions.2026-01'))).rejects.toThrow(SubjectErased);
});

test('a destroyed key that a backup brings back is destroyed again (GDP-3)', async () => {
  const now = new Date(START.getTime() + 400 * DAY);
  const id = monthKeyId('sessions.2026-01');
  await pool.query('delete from credence_keys.subject_keys where subject = $1', [id]);
  await aProcess().obtain(id);
  expect(await monthsWith('present', now)).toContain('sessions.2026-01');
  expect(await applyAt(now)).toBe(1);
  expect(await monthsWith('present', now)).not.toContain('sessions.2026-01');
});
