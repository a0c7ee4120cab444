import type { Pool } from 'pg';
import { emailAddress, emailIdentity, InvalidEmail } from '../../../domain/user/email-address.js';
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
  /** Compared by its identity: without the case of ASCII letters, and with the domain as DNS sees it. */
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

/** Returns users with an id above `afterId`, in the order of registration. Indexes: users_v1 (id), users_v1_by_email. */
export async function listUsers(
  pool: Pool,
  { email, status }: UserFilter,
  { afterId, limit }: { afterId: number; limit: number },
): Promise<UserRow[]> {
  const identity = email === null ? null : identityOf(email);
  if (identity === 'none') return [];
  const { rows } = await pool.query<UserRow>(
    `${SELECT}
     where id > $1
       and ($2::text is null or lower(email collate "C") = $2)
       and case $3 when 'active' then is_active when 'inactive' then not is_active
                   when 'verified' then is_verified when 'unverified' then not is_verified else true end
     order by id
     limit $4`,
    [afterId, identity, status, limit],
  );
  return rows;
}

/** Returns the identity of a typed address, or `none` for text that no account can have as its address. */
function identityOf(typed: string): string {
  try {
    return emailIdentity(emailAddress(typed));
  } catch (error) {
    if (error instanceof InvalidEmail) return 'none';
    throw error;
  }
}
