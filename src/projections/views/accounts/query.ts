import type { Pool } from 'pg';
import { batched } from '../../../runtime/batching.js';

/** A row of the read model `users`. */
export interface UserRow {
  readonly id: number;
  readonly user_id: string;
  readonly email: string;
  readonly username: string;
  readonly is_active: boolean;
  readonly is_verified: boolean;
  readonly registered_at: Date;
  readonly updated_at: Date;
  readonly revision: number;
}

const SELECT = `
  select id::int, user_id, email, username, is_active, is_verified, registered_at, updated_at, revision
  from credence_read.users`;

/** Filters of the list of users. Null matches all. */
export interface UserFilter {
  /** Compared case-insensitively. */
  readonly email: string | null;
  readonly status: 'active' | 'inactive' | 'verified' | 'unverified' | null;
}

/** Finds one user by id, or returns null. Concurrent look-ups share one statement. */
export type FindUser = (userId: string) => Promise<UserRow | null>;

export function userFinder(pool: Pool): FindUser {
  return batched(async (ids) => {
    const { rows } = await pool.query<UserRow>({
      name: 'find-users',
      text: `${SELECT} where user_id = any ($1::uuid[])`,
      values: [ids],
    });
    const found = new Map(rows.map((row) => [row.user_id, row]));
    return ids.map((id) => found.get(id) ?? null);
  });
}

/** Returns users with an id above `afterId`, in the order of registration. Index: users_v1 (id). */
export async function listUsers(
  pool: Pool,
  { email, status }: UserFilter,
  { afterId, limit }: { afterId: number; limit: number },
): Promise<UserRow[]> {
  const { rows } = await pool.query<UserRow>(
    `${SELECT}
     where id > $1
       and ($2::text is null or lower(email) = lower($2))
       and case $3 when 'active' then is_active when 'inactive' then not is_active
                   when 'verified' then is_verified when 'unverified' then not is_verified else true end
     order by id
     limit $4`,
    [afterId, email, status, limit],
  );
  return rows;
}
