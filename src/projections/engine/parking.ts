import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { isOutage } from '../../eventstore/outage.js';
import type { Position, StoredEvent } from '../../eventstore/port.js';
import { inTransaction } from '../../runtime/postgres/in-transaction.js';
import { takeCheckpoints } from './checkpoints.js';
import type { Reader } from './reader.js';

/** Pause while a processor holds the reader's lock. */
const BUSY_MS = 20;

const NEXT = `
  select distinct on (stream) position, stream, event
  from credence_read.parked_events
  where reader = $1 and not stream = any($2)
  order by stream, position
  limit 1`;

/**
 * Handles the parked events of a reader after their cause is fixed, stream by stream in order. A stream that still
 * fails stays parked.
 *
 * @returns the number of handled events, and the number of streams that still fail
 */
export async function replayParked(
  pool: Pool,
  reader: Reader,
): Promise<{ replayed: number; failing: number }> {
  const failing: string[] = [];
  let replayed = 0;
  for (;;) {
    const result = await replayOne(pool, reader, failing);
    if (result === 'none') return { replayed, failing: failing.length };
    if (result === 'busy') {
      await sleep(BUSY_MS);
      continue;
    }
    if (result.failed) failing.push(result.stream);
    else replayed += 1;
  }
}

type Replayed = 'none' | 'busy' | { stream: string; failed: boolean };

/** Handles one parked event in a transaction that holds the reader's lock. */
async function replayOne(pool: Pool, reader: Reader, failing: readonly string[]): Promise<Replayed> {
  return await inTransaction(pool, async (transaction) => {
    if ((await takeCheckpoints(transaction, [reader.name])).length === 0) return 'busy';
    const { rows } = await transaction.query<Row>(NEXT, [reader.name, failing]);
    const [row] = rows;
    if (row === undefined) return 'none';
    await transaction.query('savepoint before_event');
    try {
      await reader.handle([{ ...row.event, recordedAt: new Date(row.event.recordedAt) }], transaction);
    } catch (error) {
      if (isOutage(error)) throw error;
      await transaction.query('rollback to savepoint before_event');
      return { stream: row.stream, failed: true };
    }
    await transaction.query('delete from credence_read.parked_events where reader = $1 and position = $2', [
      reader.name,
      row.position,
    ]);
    return { stream: row.stream, failed: false };
  });
}

interface Row {
  readonly position: Position;
  readonly stream: string;
  readonly event: StoredEvent;
}
