import type { Pool } from 'pg';
import { START } from '../../eventstore/port.js';
import type { EventStore, Position } from '../../eventstore/port.js';
import { inTransaction } from '../../runtime/in-transaction.js';

/** The configured log is not the one that this database has followed so far. */
export class LogMismatch extends Error {
  override readonly name = 'AnotherLog';
  constructor() {
    super(
      'The read models of this database follow another log than the configured one. ' +
        '`credence migrate-log` brings everything along; see docs/operations.md.',
    );
  }
}

const NOTE = 'insert into followed_log (first_event) values ($1) on conflict do nothing';
const FOLLOWED = `
  select (select first_event from followed_log) as first_event,
         exists (select from checkpoints where position <> '') as begun`;

/**
 * Makes sure that the checkpoints of this database belong to the log, and notes which log it is.
 *
 * @returns whether that was possible: an empty log shows it with its first event only
 * @throws AnotherLog
 */
export async function checkLogIdentity(pool: Pool, store: EventStore): Promise<boolean> {
  const first = await readFirstEvent(store);
  const { rows } = await pool.query<{ first_event: string | null; begun: boolean }>(FOLLOWED);
  const { first_event: followed = null, begun = false } = rows[0] ?? {};
  if (first === null ? followed !== null || begun : followed !== null && followed !== first)
    throw new LogMismatch();
  if (first !== null) await pool.query(NOTE, [first]);
  return first !== null;
}

/**
 * Has the database follow another log from now on, in one transaction. Projections read it from its start; what is
 * parked for them is forgotten, and comes again.
 *
 * @param keeping the readers that go on where they are, and where that is in the new log
 */
export async function switchLog(
  pool: Pool,
  store: EventStore,
  keeping: ReadonlyMap<string, Position>,
): Promise<void> {
  const first = await readFirstEvent(store);
  await inTransaction(pool, async (transaction) => {
    await transaction.query('delete from checkpoints');
    await transaction.query(
      'insert into checkpoints (reader, position) select * from unnest($1::text[], $2::text[])',
      [[...keeping.keys()], [...keeping.values()]],
    );
    await transaction.query('delete from followed_log');
    if (first !== null) await transaction.query(NOTE, [first]);
  });
}

/** Notes which log it is when an empty one begins. Where this is missed, the next start does it. */
export function recordLogIdentity(pool: Pool, store: EventStore): void {
  const stop = store.onAppend(() => {
    stop();
    void readFirstEvent(store)
      .then((first) => pool.query(NOTE, [first]))
      .catch(() => undefined);
  });
}

async function readFirstEvent(store: EventStore): Promise<string | null> {
  const [first] = await store.readAll({ after: START, limit: 1 });
  return first === undefined ? null : `${first.position} ${first.id}`;
}
