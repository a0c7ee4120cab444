import type { Pool } from 'pg';
import type { Position } from '../../../eventstore/port.js';

/** The erasure of a user, with the position of its event. */
export interface ErasedUser {
  readonly user_id: string;
  readonly position: Position;
}

/**
 * Indexes: erasures_v1_pkey, subject_keys_pkey. An erasure whose job is still to run is left to the worker, which needs the
 * key. $1: the position up to which jobs were recorded, $2 and $3: erasures that the read model lacks, $4: the causes of
 * failures that a worker revives.
 */
const LEFT = `
  with erased as (
    select user_id, position from credence_read.erasures where position <= $1
    union
    select * from unnest($2::uuid[], $3::text[])
  )
  select e.user_id, e.position
  from erased e
  join credence_keys.subject_keys k on k.subject = e.user_id
  where k.wrapped is not null
    and not exists (
      select from credence_outbox.outstanding_jobs j
      where j.stream = 'user-' || e.user_id and j.name = 'erase-user'
        and (j.failed_at is null or j.cause = any($4::text[]))
    )
  order by e.position`;

/**
 * Returns the erased users whose keys exist although no job is to destroy them.
 *
 * @param unlisted erasures that the read model lacks
 * @param revived the causes of failures that a worker revives
 */
export async function findLeftKeys(
  pool: Pool,
  reacted: Position,
  unlisted: readonly ErasedUser[],
  revived: readonly string[],
): Promise<ErasedUser[]> {
  const values = [
    reacted,
    unlisted.map((one) => one.user_id),
    unlisted.map(({ position }) => position),
    revived,
  ];
  return (await pool.query<ErasedUser>(LEFT, values)).rows;
}

/**
 * Indexes: erasures_open, erasures_v1_pkey, erasures_pkey. A failed job is not lost. $1: the position up to which jobs were
 * recorded.
 */
const LOST = `
  with unfinished as (
    select user_id from credence_keys.erasures where completed_at is null and subject = user_id
    union
    select e.user_id
    from credence_read.erasures e
    where e.position <= $1 and not exists (select from credence_keys.erasures l where l.subject = e.user_id)
  )
  select user_id
  from unfinished u
  where not exists (
    select from credence_outbox.outstanding_jobs j where j.stream = 'user-' || u.user_id and j.name = 'erase-user'
  )`;

/** Returns the users whose erasure is not complete although no job carries it out. */
export async function findLostErasures(pool: Pool, reacted: Position): Promise<string[]> {
  const { rows } = await pool.query<Pick<ErasedUser, 'user_id'>>(LOST, [reacted]);
  return rows.map((row) => row.user_id);
}
