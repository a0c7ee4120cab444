import { createSecretKey, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import { batched } from '../../runtime/concurrency/batching.js';
import { KeyManagementDenied, KeyManagementUnavailable } from './key-management.js';
import type { KeyManagement } from './key-management.js';

export interface SubjectKey {
  readonly number: number;
  readonly key: KeyObject;
}

/** The data keys of subjects. Data whose key was destroyed reads as erased; data whose key is missing is unreadable. */
export interface SubjectKeys {
  /** Returns the key of each subject, or null if it was destroyed. A subject without a key is not in the map. */
  find(subjects: readonly string[]): Promise<ReadonlyMap<string, SubjectKey | null>>;
  /**
   * Returns the key of a subject, and creates it if there is none.
   *
   * @throws SubjectErased the key was destroyed; no data may be sealed for this subject again
   */
  obtain(subject: string): Promise<SubjectKey>;
  /** Removes keys from memory, because they were destroyed. */
  forget(subjects: readonly string[]): void;
}

/** The key of the subject was destroyed (crypto-shredding). */
export class SubjectErased extends Error {
  override readonly name = 'SubjectErased';
  constructor() {
    super('The key of this subject was destroyed.');
  }
}

interface Row {
  subject: string;
  key_no: number;
  wrapped: Buffer | null;
}

const FIND =
  'select subject, key_no, wrapped from credence_keys.subject_keys where subject = any($1::uuid[])';

/** Stores keys of new subjects only, so that concurrent writers agree on one key. Returns the keys of all. */
const STORE = `
  with stored as (
    insert into credence_keys.subject_keys (subject, wrapped)
    select * from unnest($1::uuid[], $2::bytea[])
    on conflict (subject) do nothing
    returning subject, key_no, wrapped
  )
  select * from stored
  union all
  select subject, key_no, wrapped from credence_keys.subject_keys where subject = any($1::uuid[])`;

/** Limits of the cache of unwrapped keys. */
const CACHE = { max: 20_000, ttl: 10 * 60_000 };

export function postgresSubjectKeys(pool: Pool, management: KeyManagement): SubjectKeys {
  const cache = new LRUCache<string, SubjectKey>(CACHE);

  async function read(subjects: readonly string[]): Promise<Map<string, SubjectKey | null>> {
    const { rows } = await pool.query<Row>({ name: 'find-subject-keys', text: FIND, values: [subjects] });
    return await unwrapped(rows);
  }

  /** Unwraps keys. One that cannot be unwrapped is missing in the result, so that it does not fail the reads of others. */
  async function unwrapped(rows: readonly Row[]): Promise<Map<string, SubjectKey | null>> {
    const found = new Map<string, SubjectKey | null>();
    // A key management service unwraps them in one request.
    await Promise.all(
      rows.map(async ({ subject, key_no: number, wrapped }) => {
        if (wrapped === null) return found.set(subject, null);
        const bytes = await management.unwrap(wrapped, subject).catch(missingUnlessOutage);
        if (bytes === null) return found;
        const key = { number, key: createSecretKey(bytes) };
        cache.set(subject, key);
        return found.set(subject, key);
      }),
    );
    return found;
  }

  async function readOrCreate(subjects: readonly string[]): Promise<(SubjectKey | Error)[]> {
    const wrapped = await Promise.all(subjects.map((subject) => management.wrap(randomBytes(32), subject)));
    const values = [subjects, wrapped];
    const { rows } = await pool.query<Row>({ name: 'store-subject-keys', text: STORE, values });
    const found = await unwrapped(rows);
    // A key that another process has stored during the statement is not in its result.
    const others = subjects.filter((subject) => !found.has(subject));
    if (others.length > 0) for (const [subject, key] of await read(others)) found.set(subject, key);
    return subjects.map((subject) => {
      const key = found.get(subject);
      return key === null ? new SubjectErased() : (key ?? new Error('The data key cannot be unwrapped.'));
    });
  }

  const create = batched(readOrCreate);
  const readTogether = batched(async (calls: readonly (readonly string[])[]) => {
    const found = await read([...new Set(calls.flat())]);
    return calls.map(() => found);
  });

  return {
    async find(subjects) {
      const cached = subjects.flatMap((subject): [string, SubjectKey][] => {
        const key = cache.get(subject);
        return key === undefined ? [] : [[subject, key]];
      });
      const found = new Map<string, SubjectKey | null>(cached);
      const others = [...new Set(subjects)].filter((subject) => !found.has(subject));
      if (others.length > 0) for (const [subject, key] of await readTogether(others)) found.set(subject, key);
      return found;
    },
    async obtain(subject) {
      return cache.get(subject) ?? (await create(subject));
    },
    forget(subjects) {
      for (const subject of subjects) cache.delete(subject);
    },
  };
}

/** Returns null for a key that cannot be unwrapped, and throws while none can. */
function missingUnlessOutage(error: unknown): null {
  if (error instanceof KeyManagementUnavailable || error instanceof KeyManagementDenied) throw error;
  return null;
}

const ANY =
  'select subject, key_no, wrapped from credence_keys.subject_keys where wrapped is not null limit 1';

/**
 * Returns true if this key management unwraps a stored key, or if no key is stored.
 *
 * @throws KeyManagementUnavailable
 */
export async function keysAreReadable(pool: Pool, management: KeyManagement): Promise<boolean> {
  const { rows } = await pool.query<Row>(ANY);
  const [row] = rows;
  if (row?.wrapped == null) return true;
  try {
    await management.unwrap(row.wrapped, row.subject);
    return true;
  } catch (error) {
    if (error instanceof KeyManagementUnavailable) throw error;
    return false;
  }
}

/** Returns true if any subject has, or had, a data key. */
export async function hasSubjects(pool: Pool): Promise<boolean> {
  const { rowCount } = await pool.query('select from credence_keys.subject_keys limit 1');
  return rowCount === 1;
}

const PAGE = 5000;
const READ_PAGE = `
  select subject, key_no, wrapped, created_at, destroyed_at from credence_keys.subject_keys
  where subject > $1 order by subject limit ${PAGE}`;
/** A key destroyed in the source is destroyed in the target too. */
const WRITE_PAGE = `
  insert into credence_keys.subject_keys (subject, key_no, wrapped, created_at, destroyed_at)
  select subject, key_no, decode(wrapped, 'base64'), created_at, destroyed_at
  from json_to_recordset($1::json) as key (
    subject uuid, key_no int, wrapped text, created_at timestamptz, destroyed_at timestamptz)
  on conflict (subject) do update set wrapped = excluded.wrapped, destroyed_at = excluded.destroyed_at`;

/** Copies all wrapped keys, and the tombstones of destroyed keys, to another database. */
export async function copySubjectKeys(from: Pool, to: Pool): Promise<void> {
  for (let after = '00000000-0000-0000-0000-000000000000', copied = PAGE; copied === PAGE;) {
    const { rows } = await from.query<Row>(READ_PAGE, [after]);
    const keys = rows.map((row) => ({ ...row, wrapped: row.wrapped?.toString('base64') ?? null }));
    await to.query(WRITE_PAGE, [JSON.stringify(keys)]);
    after = rows.at(-1)?.subject ?? after;
    copied = rows.length;
  }
}
