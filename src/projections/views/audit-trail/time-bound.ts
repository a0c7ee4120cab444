import type { Pool } from 'pg';
import type { EventStore, Position } from '../../../eventstore/port.js';

const NEWEST = 'select block, first from credence_read.audit_blocks_v1 order by block desc limit 1';
/** $1 the number of a block, which may be missing. */
const FROM = `
  select block, first from credence_read.audit_blocks_v1 where block >= $1 order by block limit 1`;

interface Block {
  readonly block: number;
  readonly first: Position;
}

type Searched = Pick<EventStore, 'eventAt' | 'positionAt'>;

/** Finds the position of a time in a log without an order by time of its own. It searches one block of the audit only. */
export async function positionInBlocks(pool: Pool, store: Searched, time: Date): Promise<Position> {
  return await store.positionAt(time, (await timeBound(pool, store, time)) ?? undefined);
}

/**
 * Returns the position of an event that was recorded at a time or later, near the first one, or null if the index has none.
 * The blocks of the audit are in the order of the log, so a bisection reads few of their first events.
 */
async function timeBound(pool: Pool, store: Searched, time: Date): Promise<Position | null> {
  const [newest] = (await pool.query<Block>(NEWEST)).rows;
  let bound: Position | null = null;
  let low = 1;
  let high = (newest?.block ?? 0) + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [found] = (await pool.query<Block>(FROM, [middle])).rows;
    if (found === undefined || found.block >= high) {
      high = middle;
      continue;
    }
    const event = await store.eventAt(found.first);
    if (event === null || event.recordedAt < time) {
      low = found.block + 1;
    } else {
      bound = found.first;
      high = middle;
    }
  }
  return bound;
}
