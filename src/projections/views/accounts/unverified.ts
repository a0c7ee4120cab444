import type { Pool } from 'pg';
import { userIdSchema } from '../../../domain/ids.js';
import type { UserId } from '../../../domain/ids.js';

/** Index: users_v1_unverified. */
const PAGE = `
  select u.id::int, user_id from credence_read.users u
  where not is_verified and registered_at < $1 and u.id > $2
  order by u.id
  limit $3`;

/** Reads the unverified accounts that were registered before a time, page by page. The log decides their state. */
export async function* readUnverified(pool: Pool, before: Date, limit = 100): AsyncIterable<UserId> {
  for (let after: number | undefined = 0; after !== undefined;) {
    const { rows }: { rows: { id: number; user_id: string }[] } = await pool.query(PAGE, [
      before,
      after,
      limit,
    ]);
    for (const { user_id: userId } of rows) yield userIdSchema.parse(userId);
    after = rows.length === limit ? rows.at(-1)?.id : undefined;
  }
}
