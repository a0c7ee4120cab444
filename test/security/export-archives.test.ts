import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Pool } from 'pg';
import { runMigrations } from '../../src/runtime/postgres/migrations.js';
import { ArchiveGone, exportArchives } from '../../src/security/request-stores/export-archives.js';
import type { ArchiveName } from '../../src/security/request-stores/export-archives.js';
import { SubjectErased } from '../../src/security/keys/subject-keys.js';
import { databaseAt } from '../support/stores/database-at.js';
import { memorySubjectKeys } from '../support/stores/memory/memory-subject-keys.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

const ADA = randomUUID();
const NOW = new Date('2026-02-03T10:00:00Z');
const PARTS = Array.from({ length: 12 }, () => randomBytes(60_000));

let database: TestDatabase;
let pool: Pool;
const keys = memorySubjectKeys();

beforeAll(async () => {
  database = await usePostgres();
  const migrations = new URL('../../src/security/request-stores/migrations/', import.meta.url);
  await runMigrations(databaseAt(database.url), migrations, 'credence_requests');
  pool = new pg.Pool({ connectionString: database.url, max: 2 });
  await keys.obtain(ADA);
});

afterAll(async () => {
  await pool.end();
  await database.dispose();
});

async function* parts(): AsyncIterable<Buffer> {
  for (const part of PARTS) yield await Promise.resolve(part);
}

/** Stores an archive and returns its name. */
async function stored(userId = ADA): Promise<ArchiveName> {
  const name = { archiveId: randomUUID(), userId };
  expect(await exportArchives(pool, keys).write(name, parts(), NOW)).toBe(720_000);
  return name;
}

async function taken(name: ArchiveName): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await exportArchives(pool, keys).take(name)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test('an archive is stored encrypted in chunks, and deleted after it was read', async () => {
  const name = await stored();
  const { rows } = await pool.query<{ sealed: Buffer }>(
    'select sealed from credence_requests.export_chunks where archive_id = $1 order by no',
    [name.archiveId],
  );
  expect(rows).toHaveLength(3);
  const [part = Buffer.alloc(0)] = PARTS;
  expect(Buffer.concat(rows.map(({ sealed }) => sealed)).includes(part.subarray(0, 32))).toBe(false);
  expect(await taken(name)).toEqual(Buffer.concat(PARTS));
  await expect(taken(name)).rejects.toThrow(ArchiveGone);
});

test('a truncated archive is not taken for a whole one', async () => {
  const name = await stored();
  await pool.query('delete from credence_requests.export_chunks where archive_id = $1 and no = 2', [
    name.archiveId,
  ]);
  await expect(taken(name)).rejects.toThrow(/authenticate/);
});

test('an archive is deleted at its end, also if nobody has read it (GDP-14)', async () => {
  const name = await stored();
  await exportArchives(pool, keys).deleteExpired(new Date(NOW.getTime() - 1));
  expect(await taken(name)).toHaveLength(720_000);
  const other = await stored();
  await exportArchives(pool, keys).deleteExpired(NOW);
  await expect(taken(other)).rejects.toThrow(ArchiveGone);
});

test('the erasure of a person makes the archive unreadable (GDP-1)', async () => {
  const bob = randomUUID();
  await keys.obtain(bob);
  const name = await stored(bob);
  keys.destroy(bob);
  await expect(taken(name)).rejects.toThrow(SubjectErased);
});
