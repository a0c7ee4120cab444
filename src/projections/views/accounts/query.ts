import type { Pool } from 'pg';
import { emailAddress, emailIdentity, InvalidEmail } from '../../../domain/user/email-address.js';
import { batched } from '../../../runtime/concurrency/batching.js';

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

const COLUMNS =
  'u.id::int, user_id, email, username, is_active, is_verified, registered_at, updated_at, revision';

const SELECT = `select ${COLUMNS} from credence_read.users u`;

/** Filters of the list of users. Null matches all. */
export interface UserFilter {
  /** Compared by its identity: without the case of ASCII letters, and with the domain as DNS sees it. */
  readonly email: string | null;
  readonly status: keyof typeof STATUSES | null;
}

/** The rare statuses have partial indexes: users_v1_inactive, users_v1_unverified. */
const STATUSES = {
  active: 'is_active',
  inactive: 'not is_active',
  verified: 'is_verified',
  unverified: 'not is_verified',
} as const;

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
  if (email !== null && identity === null) return [];
  const conditions = ['u.id > $1'];
  const values: unknown[] = [afterId, limit];
  if (status !== null) conditions.push(STATUSES[status]);
  const source = identity === null ? ALL : withIdentity(values.push(identity));
  const { rows } = await pool.query<UserRow>(
    // Ordered by the column, not by the result of the cast, which no index serves.
    `select ${COLUMNS} from ${source} u where ${conditions.join(' and ')} order by u.id limit $2`,
    values,
  );
  return rows;
}

const ALL = 'credence_read.users';

/** The planner has no statistics of addresses. The offset makes it look one up before it applies the limit. */
function withIdentity(parameter: number): string {
  return `(select * from ${ALL} where lower(email collate "C") = $${String(parameter)} offset 0)`;
}

/** Returns the identity of a typed address, or null for text that no account can have as its address. */
function identityOf(typed: string): string | null {
  try {
    return emailIdentity(emailAddress(typed));
  } catch (error) {
    if (error instanceof InvalidEmail) return null;
    throw error;
  }
}
