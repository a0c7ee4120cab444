import type { Pool, PoolClient } from 'pg';
import { START } from '../../eventstore/port.js';
import type { EventStore, Position } from '../../eventstore/port.js';
import { inTransaction } from '../../runtime/postgres/in-transaction.js';

/** The read models of this database were built from another log than the configured one. */
export class LogMismatch extends Error {
  override readonly name = 'LogMismatch';
  constructor() {
    super(
      'The read models of this database were built from another event log than the configured one. ' +
        'Run `credence migrate-log` to migrate; see docs/operate/migrate-log.md.',
    );
  }
}

const RECORD = 'insert into credence_read.followed_log (first_event) values ($1) on conflict do nothing';
const IDENTITY = `
  select (select first_event from credence_read.followed_log) as first_event,
         exists (select from credence_read.checkpoints where position <> '') as has_progress`;

/**
 * Checks that the checkpoints of this database belong to the log, and records the identity of the log.
 *
 * @returns false for an empty log, which has no identity until its first event
 * @throws LogMismatch
 */
export async function checkLogIdentity(pool: Pool, store: EventStore): Promise<boolean> {
  const first = await readFirstEvent(store);
  const { rows } = await pool.query<{ first_event: string | null; has_progress: boolean }>(IDENTITY);
  const { first_event: recorded = null, has_progress: hasProgress = false } = rows[0] ?? {};
  if (first === null ? recorded !== null || hasProgress : recorded !== null && recorded !== first)
    throw new LogMismatch();
  if (first !== null) await pool.query(RECORD, [first]);
  return first !== null;
}

/**
 * Switches the database to another log, in one transaction. Projections are rebuilt from the start of the new log, and
 * their parked events are deleted.
 *
 * @param checkpoints readers that continue, with their positions in the new log
 * @param moveOthers moves other positions to the new log, in the same transaction
 */
export async function switchLog(
  pool: Pool,
  store: EventStore,
  checkpoints: ReadonlyMap<string, Position>,
  moveOthers: (transaction: PoolClient) => Promise<void>,
): Promise<void> {
  const first = await readFirstEvent(store);
  await inTransaction(pool, async (transaction) => {
    await transaction.query('delete from credence_read.checkpoints');
    await transaction.query(
      'insert into credence_read.checkpoints (reader, position) select * from unnest($1::text[], $2::text[])',
      [[...checkpoints.keys()], [...checkpoints.values()]],
    );
    await moveOthers(transaction);
    await transaction.query('delete from credence_read.followed_log');
    if (first !== null) await transaction.query(RECORD, [first]);
  });
}

/** Records the identity of an empty log when its first event is appended. On failure, the next start records it. */
export function recordLogIdentity(pool: Pool, store: EventStore): void {
  const stop = store.onAppend(() => {
    stop();
    void readFirstEvent(store)
      .then((first) => pool.query(RECORD, [first]))
      .catch(() => undefined);
  });
}

async function readFirstEvent(store: EventStore): Promise<string | null> {
  const [first] = await store.readAll({ after: START, limit: 1 });
  return first === undefined ? null : `${first.position} ${first.id}`;
}
