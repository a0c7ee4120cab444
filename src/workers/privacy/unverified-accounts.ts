import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { eraseUnverified } from '../../commands/privacy/erase-unverified.js';
import type { EventLog } from '../../eventstore/event-log.js';
import { readUnverified } from '../../projections/views/accounts/unverified.js';

interface Parts {
  readonly pool: Pool;
  readonly log: EventLog;
  readonly now: () => Date;
  /** The age in milliseconds at which an unverified account is erased. Null: never. */
  readonly retentionMs: number | null;
}

/**
 * Erases the unverified accounts that are too old.
 *
 * @returns the number of accounts
 */
export async function eraseUnverifiedAccounts({ pool, log, now, retentionMs }: Parts): Promise<number> {
  if (retentionMs === null) return 0;
  let erased = 0;
  for await (const userId of readUnverified(pool, new Date(now().getTime() - retentionMs))) {
    const cause = { commandId: randomUUID(), correlationId: randomUUID(), now: now(), source: null };
    if (await eraseUnverified({ log }, userId, { ...cause, actor: 'system' })) erased += 1;
  }
  return erased;
}
