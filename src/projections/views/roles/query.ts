import type { Pool } from 'pg';
import type { UserId } from '../../../domain/ids.js';
import type { Position } from '../../../eventstore/port.js';

/** A person with a role. */
export interface Holder {
  readonly userId: UserId;
  readonly position: Position;
  readonly grantedBy: string;
  readonly grantedAt: Date;
}

/** Index: role_holders_v1_in_order. $1 role, $2 position, $3 limit. */
const PAGE = `
  select user_id as "userId", position, granted_by as "grantedBy", granted_at as "grantedAt"
  from credence_read.role_holders
  where role_id = $1 and position > $2
  order by position
  limit $3`;

/**
 * Returns a page of the people with a role, in the order in which they got it.
 *
 * @returns the people, and the position to continue after; null on the last page
 */
export async function listHolders(
  pool: Pool,
  roleId: string,
  { after, limit }: { after: Position; limit: number },
): Promise<{ holders: Holder[]; next: Position | null }> {
  const { rows } = await pool.query<Holder>(PAGE, [roleId, after, limit]);
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return { holders: rows, next: last?.position ?? null };
}

/** Index: the primary key. $1 roles, $2 user or null, $3 limit. */
const HOLDERS_OF_ANY = `
  select distinct user_id as "userId"
  from credence_read.role_holders
  where role_id = any($1) and ($2::uuid is null or user_id > $2)
  order by 1
  limit $3`;

/** Returns the people with at least one of several roles, in the order of their ids, after one of them or from the first. */
export async function findHoldersOfAny(
  pool: Pool,
  roleIds: readonly string[],
  after: string | null,
  limit: number,
): Promise<UserId[]> {
  const { rows } = await pool.query<{ userId: UserId }>(HOLDERS_OF_ANY, [roleIds, after, limit]);
  return rows.map(({ userId }) => userId);
}
