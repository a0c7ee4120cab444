import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Pool } from 'pg';

/** A key that stored data depends on, such as `password pepper 2`. */
export interface NamedKey {
  readonly name: string;
  readonly key: Buffer;
}

/** A recorded key that is not configured, or that another key of the same name replaces. */
export interface MissingKey {
  readonly name: string;
  readonly isOther: boolean;
}

/** Returns the recorded keys that the configuration lacks. Data depends on them, and would be unreadable. */
export async function findMissing(pool: Pool, configured: readonly NamedKey[]): Promise<MissingKey[]> {
  const { rows } = await pool.query<{ name: string; fingerprint: Buffer }>(
    'select name, fingerprint from credence_keys.secrets_in_use order by name',
  );
  return rows.flatMap(({ name, fingerprint }): MissingKey[] => {
    const found = configured.find((known) => known.name === name);
    if (found === undefined) return [{ name, isOther: false }];
    return timingSafeEqual(fingerprintOf(found), fingerprint) ? [] : [{ name, isOther: true }];
  });
}

/** Returns the names of the recorded keys. */
export async function findNames(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>('select name from credence_keys.secrets_in_use');
  return rows.map(({ name }) => name);
}

/** Returns true if no key was ever recorded: the database is new, or of a release before this table. */
export async function isUnrecorded(pool: Pool): Promise<boolean> {
  const { rowCount } = await pool.query('select from credence_keys.secrets_in_use limit 1');
  return rowCount === 0;
}

/** Records keys before data depends on them. */
export async function recordInUse(pool: Pool, keys: readonly NamedKey[]): Promise<void> {
  await insert(
    pool,
    keys.map((key) => ({ name: key.name, fingerprint: fingerprintOf(key) })),
  );
}

/** Forgets a key that no data depends on any more. */
export async function forgetInUse(pool: Pool, names: readonly string[]): Promise<void> {
  await pool.query('delete from credence_keys.secrets_in_use where name = any($1::text[])', [names]);
}

/** Copies the records to another database, beside a copy of the data keys. */
export async function copyInUse(from: Pool, to: Pool): Promise<void> {
  const { rows } = await from.query<{ name: string; fingerprint: Buffer }>(
    'select name, fingerprint from credence_keys.secrets_in_use',
  );
  await insert(to, rows);
}

async function insert(
  pool: Pool,
  rows: readonly { readonly name: string; readonly fingerprint: Buffer }[],
): Promise<void> {
  await pool.query(
    `insert into credence_keys.secrets_in_use (name, fingerprint)
     select * from unnest($1::text[], $2::bytea[]) on conflict do nothing`,
    [rows.map(({ name }) => name), rows.map(({ fingerprint }) => fingerprint)],
  );
}

/** The keys have 256 random bits or come from secrets of that strength, so a fingerprint reveals nothing. */
function fingerprintOf({ name, key }: NamedKey): Buffer {
  return createHmac('sha256', key).update(`credence fingerprint of ${name}`).digest();
}
