import type { Pool } from 'pg';
import { IS_OUTSTANDING, LIST, RETRY } from './outbox-statements.js';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly state: 'waiting' | 'active' | 'delayed' | 'failed';
  readonly attempts: number;
  readonly dueAt: Date;
  readonly nextAttemptAt: Date | null;
  readonly failedAt: Date | null;
  readonly cause: string | null;
  readonly eventId: string | null;
  readonly correlationId: string | null;
}

/** Returns the queries of the jobs that are not finished. */
export function openJobs(pool: Pool) {
  return {
    async list(
      state: Row['state'] | null,
      { after, limit }: { readonly after: string; readonly limit: number },
    ): Promise<Row[]> {
      return (await pool.query<Row>(LIST, [state, after, limit])).rows;
    },
    async isOpen(id: string): Promise<boolean> {
      return ((await pool.query(IS_OUTSTANDING, [id])).rowCount ?? 0) > 0;
    },
    async retry(id: string): Promise<boolean> {
      return ((await pool.query(RETRY, [id])).rowCount ?? 0) > 0;
    },
  };
}
