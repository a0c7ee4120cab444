import type { Pool } from 'pg';
import type { Position } from '../../../eventstore/port.js';

/** An erased user whose data key exists. */
export interface LeftKey {
  readonly user_id: string;
  readonly position: Position;
}

/**
 * Indexes: erasures_v1_pkey, subject_keys_pkey. An erasure whose job is still to run is left to the worker, which needs the
 * key. $1: the position up to which jobs were recorded.
 */
const LEFT = `
  select e.user_id, e.position
  from credence_read.erasures e
  join credence_keys.subject_keys k on k.subject = e.user_id
  where k.wrapped is not null and e.position <= $1
    and not exists (
      select from credence_outbox.outstanding_jobs j
      where j.stream = 'user-' || e.user_id and j.name = 'erase-user' and j.failed_at is null
    )
  order by e.position`;

/** Returns the erased users whose keys exist although no job is to destroy them. */
export async function findLeftKeys(pool: Pool, reacted: Position): Promise<LeftKey[]> {
  return (await pool.query<LeftKey>(LEFT, [reacted])).rows;
}
