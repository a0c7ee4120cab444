import type { Pool } from 'pg';

/** The erasure of a user, as the ledger has it. */
export interface RecordedErasure {
  readonly userId: string;
  /** Position of the event that erased the user. */
  readonly position: string;
  readonly erasedAt: Date;
  /** Number of removed things by store. */
  readonly counts: Readonly<Record<string, number>>;
  /** Null while the erasure goes on. */
  readonly completedAt: Date | null;
}

/** A user to erase, with the subjects whose keys encrypt data of the same person. */
export interface ErasedSubjects {
  readonly userId: string;
  readonly subjects: readonly string[];
  readonly position: string;
  readonly erasedAt: Date;
  /** The state of the same erasure in an exported ledger. */
  readonly exported?: Pick<RecordedErasure, 'counts' | 'completedAt'>;
}

/** A line of an exported ledger. */
export interface LedgerLine {
  readonly subject: string;
  readonly user_id: string;
  readonly position: string;
  readonly erased_at: Date;
  readonly counts: Readonly<Record<string, number>>;
  readonly completed_at: Date | null;
}

/** The ledger of erasures, beside the data keys. */
export interface ErasureLedger {
  /** Records an erasure before it destroys anything. Recording it again adds further subjects. */
  record(erased: ErasedSubjects): Promise<void>;
  /**
   * Destroys the data keys of a recorded erasure for good. The rows stay as tombstones, also for subjects without a key.
   *
   * @returns the number of keys that existed
   */
  destroyKeys(userId: string): Promise<number>;
  /** Adds to the number of things that were removed from a store. */
  count(userId: string, store: string, removed: number): Promise<void>;
  complete(userId: string): Promise<void>;
  find(userId: string): Promise<RecordedErasure | null>;
  /** Returns a page of the whole ledger, in the order of the subjects. */
  read(after: string, limit: number): Promise<LedgerLine[]>;
}

const RECORD = `
  insert into credence_keys.erasures (subject, user_id, position, erased_at, counts, completed_at)
  select subject, $1, $3, $4, case when subject = $1 then $5::jsonb else '{}' end, $6 from unnest($2::uuid[]) as subject
  on conflict (subject) do nothing`;

const DESTROY = `
  with subjects as (
    select subject from credence_keys.erasures where user_id = $1
  ), destroyed as (
    update credence_keys.subject_keys k set wrapped = null, destroyed_at = clock_timestamp()
    from subjects s where k.subject = s.subject and k.wrapped is not null
    returning k.subject
  ), buried as (
    insert into credence_keys.subject_keys (subject, wrapped, destroyed_at)
    select subject, null, clock_timestamp() from subjects
    on conflict (subject) do nothing
  ), noted as (
    update credence_keys.erasures e set destroyed_at = clock_timestamp()
    where e.user_id = $1
  )
  select count(*)::int as destroyed from destroyed`;

const COUNT = `
  update credence_keys.erasures
  set counts = counts || jsonb_build_object($2::text, coalesce((counts ->> $2)::int, 0) + $3::int)
  where subject = $1`;

const COMPLETE = `
  update credence_keys.erasures set completed_at = clock_timestamp() where user_id = $1 and completed_at is null`;

const FIND = `
  select user_id as "userId", position, erased_at as "erasedAt", counts, completed_at as "completedAt"
  from credence_keys.erasures where subject = $1 and user_id = $1`;

const READ = `
  select subject, user_id, position, erased_at, counts, completed_at
  from credence_keys.erasures where subject > $1 order by subject limit $2`;

/** Opens the ledger of a migrated database. */
export function erasureLedger(pool: Pool): ErasureLedger {
  return {
    async record({ userId, subjects, position, erasedAt, exported }) {
      const { counts, completedAt } = exported ?? { counts: {}, completedAt: null };
      await pool.query(RECORD, [userId, subjects, position, erasedAt, counts, completedAt]);
    },
    async destroyKeys(userId) {
      const { rows } = await pool.query<{ destroyed: number }>(DESTROY, [userId]);
      return rows[0]?.destroyed ?? 0;
    },
    async count(userId, store, removed) {
      await pool.query(COUNT, [userId, store, removed]);
    },
    async complete(userId) {
      await pool.query(COMPLETE, [userId]);
    },
    async find(userId) {
      return (await pool.query<RecordedErasure>(FIND, [userId])).rows[0] ?? null;
    },
    async read(after, limit) {
      return (await pool.query<LedgerLine>(READ, [after, limit])).rows;
    },
  };
}
