import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Pool } from 'pg';
import { runMigrations } from '../../src/runtime/postgres/migrations.js';
import { localKeyManagement } from '../../src/security/keys/kms/local-keys.js';
import { postgresSubjectKeys, SubjectErased } from '../../src/security/keys/subject-keys.js';
import type { SubjectKeys } from '../../src/security/keys/subject-keys.js';
import { SECRET_KEY } from '../support/server/credence.js';
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
