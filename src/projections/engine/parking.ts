import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { isEphemeral } from '../../domain/event-catalog.js';
import { isOutage } from '../../eventstore/outage.js';
import type { EventStore, Position, StoredEvent } from '../../eventstore/port.js';
import { inTransaction } from '../../runtime/postgres/in-transaction.js';
import { lockCheckpoint } from './checkpoints.js';
import type { Reader } from './reader.js';

/** Pause while a processor holds the reader's lock. */
const BUSY_MS = 20;

const NEXT = `
  select distinct on (stream) position, stream
  from credence_read.parked_events
  where reader = $1 and not stream = any($2)
  order by stream, position
  limit 1`;

/**
 * Handles the parked events of a reader after their cause is fixed, stream by stream in order, as the log has them. A
 * stream that still fails stays parked.
 *
 * @returns the number of handled events, and the number of streams that still fail
 */
export async function replayParked(
  pool: Pool,
  store: Pick<EventStore, 'readStreams'>,
  reader: Reader,
): Promise<{ replayed: number; failing: number }> {
  const failing: string[] = [];
  const findEvent = eventFinder(store);
  let replayed = 0;
  for (;;) {
    const result = await replayOne(pool, reader, findEvent, failing);
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
async function replayOne(
  pool: Pool,
  reader: Reader,
  findEvent: FindEvent,
  failing: readonly string[],
): Promise<Replayed> {
  return await inTransaction(pool, async (transaction) => {
    if (!(await lockCheckpoint(transaction, reader.name))) return 'busy';
    const { rows } = await transaction.query<Row>(NEXT, [reader.name, failing]);
    const [row] = rows;
    if (row === undefined) return 'none';
    const event = await findEvent(row);
    await transaction.query('savepoint before_event');
    try {
      if (event !== undefined) await reader.handle([event], transaction);
      // An ephemeral stream no longer has its older events, and readers do without them.
      else if (!isEphemeral(row.stream)) throw new Error('The log lacks the event.');
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
}

type FindEvent = (row: Row) => Promise<StoredEvent | undefined>;

/** Returns a function that finds an event in the log. It keeps the last stream, whose events are asked for in a row. */
function eventFinder(store: Pick<EventStore, 'readStreams'>): FindEvent {
  let known: { readonly stream: string; readonly events: readonly StoredEvent[] } | null = null;
  return async ({ stream, position }) => {
    const find = () =>
      known?.stream === stream ? known.events.find((event) => event.position === position) : undefined;
    const found = find();
    if (found !== undefined) return found;
    // The stream is new here, or the event was parked after the last read.
    const [events = []] = await store.readStreams([stream]);
    known = { stream, events };
    return find();
  };
}
