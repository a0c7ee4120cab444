import type { Pool } from 'pg';
import type { LoggedEvent } from '../../../eventstore/codec.js';
import type { EventLog } from '../../../eventstore/event-log.js';
import type { EventStore, Position, StoredEvent } from '../../../eventstore/port.js';
import { readCheckpoint } from '../../engine/checkpoints.js';
import { HISTORY, personIn } from './projection.js';
import { findUnindexed } from './unindexed.js';

/** Index: history_v1 (user_id, position). */
const PAGE = `
  select position
  from credence_read.history
  where user_id = $1 and position > $2 and position <= $3
  order by position
  limit $4`;

/**
 * Returns the events about one person in log order, after a position and up to the head of the log.
 *
 * @throws UnreadableEvent
 * @throws LogUnavailable the index is being built
 */
export async function readHistory(
  pool: Pool,
  { store, codec }: EventLog,
  userId: string,
  { after, limit }: { after: Position; limit: number },
): Promise<LoggedEvent[]> {
  const indexed = await readCheckpoint(pool, HISTORY);
  const { rows } = await pool.query<{ position: Position }>(PAGE, [userId, after, indexed, limit]);
  const older = await readEventsAt(store, rows);
  const start = after > indexed ? after : indexed;
  const newer =
    rows.length < limit ? await findUnindexed(store, start, (event) => personIn(event) === userId) : [];
  return await codec.decode([...older, ...newer.slice(0, limit - rows.length)]);
}

/** Index: history_v1 (user_id, position), read backwards. */
const NEWEST = `
  select position
  from credence_read.history
  where user_id = $1 and type = any($2) and ($3::text is null or position < $3)
  order by position desc
  limit $4`;

/**
 * Returns the events of some types about one person, newest first.
 *
 * @param before the position that the page ends before, or null for the newest events
 * @throws UnreadableEvent
 */
export async function readNewestHistory(
  pool: Pool,
  { store, codec }: EventLog,
  userId: string,
  { before, limit, types }: { before: Position | null; limit: number; types: readonly string[] },
): Promise<LoggedEvent[]> {
  const { rows } = await pool.query<{ position: Position }>(NEWEST, [userId, types, before, limit]);
  return await codec.decode(await readEventsAt(store, rows));
}

/** Index: history_v1 (user_id, position), read backwards. */
const PAST = `
  select stream, position
  from credence_read.history
  where user_id = $1 and type = $2
    and ($3::text is null or position <= $3) and ($4::timestamptz is null or recorded_at < $4)
    and ($5::text is null or position < $5)
  order by position desc
  limit $6`;

/** Returns the places of the events of one type about a person up to a position, or before a time, newest first. */
export async function findPastStreams(
  pool: Pool,
  userId: string,
  page: { type: string; until: Position | Date; before: Position | null; limit: number },
): Promise<{ stream: string; position: Position }[]> {
  const { type, until, before, limit } = page;
  const [position, time] = until instanceof Date ? [null, until] : [until, null];
  const values = [userId, type, position, time, before, limit];
  const { rows } = await pool.query<{ stream: string; position: Position }>(PAST, values);
  return rows;
}

/** Reads the events at positions, in the same order. It reads no other event of their streams. */
export async function readEventsAt(
  store: Pick<EventStore, 'eventAt'>,
  places: readonly { readonly position: Position }[],
): Promise<StoredEvent[]> {
  const events = await Promise.all(places.map(({ position }) => store.eventAt(position)));
  return events.filter((event) => event !== null);
}
