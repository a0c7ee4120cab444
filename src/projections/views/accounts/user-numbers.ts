import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import { batched } from '../../../runtime/concurrency/batching.js';

/**
 * The sequence numbers of registrations, which never change. A process that numbers a registration itself answers for it
 * without a query.
 */
export interface UserNumbers {
  /** Remembers the number of a new account. */
  remember(userId: string, number: number): void;
  /** Returns the number of an account; null if the read model does not have it. Concurrent calls share one statement. */
  find(userId: string): Promise<number | null>;
}

const REMEMBERED = 5_000;

const FIND = 'select user_id, id::int from credence_read.user_numbers_v1 where user_id = any ($1::uuid[])';

export function createUserNumbers(pool: Pool): UserNumbers {
  const remembered = new LRUCache<string, number>({ max: REMEMBERED });
  const query = batched(async (ids: readonly string[]) => {
    const { rows } = await pool.query<{ user_id: string; id: number }>({
      name: 'find-user-numbers',
      text: FIND,
      values: [ids],
    });
    const found = new Map(rows.map((row) => [row.user_id, row.id]));
    return ids.map((id) => found.get(id) ?? null);
  });
  return {
    remember: (userId, number) => remembered.set(userId, number),
    find: async (userId) => remembered.get(userId) ?? (await query(userId)),
  };
}
