import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { formOf } from './key-management.js';
import type { KeyManagement } from './key-management.js';

/** The number of keys that each statement reads and each batch re-wraps. */
const PAGE = 500;
const NO_SUBJECT = '00000000-0000-0000-0000-000000000000';

/** Served by subject_keys_pkey. */
const READ_PAGE = `
  select subject, wrapped from credence_keys.subject_keys
  where subject > $1 and wrapped is not null order by subject limit ${String(PAGE)}`;

/** A key that was destroyed or re-wrapped meanwhile stays as it is. */
const REPLACE = `
  update credence_keys.subject_keys as stored set wrapped = new.replacement
  from unnest($1::uuid[], $2::bytea[], $3::bytea[]) as new (subject, former, replacement)
  where stored.subject = new.subject and stored.wrapped = new.former`;

interface WrappedKey {
  readonly subject: string;
  readonly wrapped: Buffer;
}

export interface RewrapProgress {
  /** Keys that were read. */
  readonly read: number;
  /** Keys of these that had another form. */
  readonly rewrapped: number;
}

/** Returns the form of the keys that a key management wraps now. Vault numbers the versions of its key. */
export async function currentForm(management: KeyManagement): Promise<string> {
  return formOf(await management.wrap(randomBytes(32), NO_SUBJECT));
}

/**
 * Wraps every data key anew that has another form than the current one. It can run beside the service, several times at
 * once, and be killed at any moment: a row is either of the former form or of the new one, and the next run goes on.
 *
 * @throws KeyManagementUnavailable, KeyManagementDenied
 */
export async function rewrapKeys(
  pool: Pool,
  management: KeyManagement,
  onPage: (progress: RewrapProgress) => void = () => undefined,
): Promise<RewrapProgress> {
  const form = await currentForm(management);
  let progress: RewrapProgress = { read: 0, rewrapped: 0 };
  for (let after: string | undefined = NO_SUBJECT; after !== undefined;) {
    const { rows }: { rows: WrappedKey[] } = await pool.query<WrappedKey>(READ_PAGE, [after]);
    const stale = rows.filter(({ wrapped }) => formOf(wrapped) !== form);
    if (stale.length > 0) await replace(pool, management, stale);
    progress = { read: progress.read + rows.length, rewrapped: progress.rewrapped + stale.length };
    onPage(progress);
    after = rows.at(-1)?.subject;
  }
  return progress;
}

async function replace(pool: Pool, management: KeyManagement, stale: readonly WrappedKey[]): Promise<void> {
  const replacements = await Promise.all(
    stale.map(async ({ subject, wrapped }) =>
      management.wrap(await management.unwrap(wrapped, subject), subject),
    ),
  );
  await pool.query(REPLACE, [
    stale.map(({ subject }) => subject),
    stale.map(({ wrapped }) => wrapped),
    replacements,
  ]);
}

/** Counts the data keys of each form. */
export async function countForms(pool: Pool): Promise<ReadonlyMap<string, number>> {
  const { rows } = await pool.query<{ form: string | null; count: number }>(`
    select case when length(wrapped) = 60 then 'local:1'
           else substring(encode(substr(wrapped, 1, 20), 'escape') from '^(local:\\d+|vault:v\\d+):') end as form,
           count(*)::float8 as count
    from credence_keys.subject_keys where wrapped is not null group by 1 order by 1`);
  return new Map(rows.map(({ form, count }) => [form ?? 'unknown', count]));
}
