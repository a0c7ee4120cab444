import type { Pool } from 'pg';
import type { LoggedEvent } from '../../../eventstore/codec.js';
import type { EventLog } from '../../../eventstore/event-log.js';
import type { EventStore, Position, StoredEvent } from '../../../eventstore/port.js';

/** Stream and revision of an event. */
export interface Location {
  readonly stream: string;
  readonly revision: number;
}

/** Index: history_v1 (user_id, position). */
const PAGE = `
  select stream, revision
  from credence_read.history
  where user_id = $1 and position > $2
  order by position
  limit $3`;

/**
 * Returns the events about one person in log order, after a position.
 *
 * @throws UnreadableEvent
 */
export async function readHistory(
  pool: Pool,
  { store, codec }: EventLog,
  userId: string,
  { after, limit }: { after: Position; limit: number },
): Promise<LoggedEvent[]> {
  const { rows } = await pool.query<Location>(PAGE, [userId, after, limit]);
  return await codec.decode(await readEventsAt(store, rows));
}

/** Reads the events at the given locations, in the same order. */
export async function readEventsAt(
  store: EventStore,
  locations: readonly Location[],
): Promise<StoredEvent[]> {
  const streams = [...new Set(locations.map(({ stream }) => stream))];
  const stored = await store.readStreams(streams);
  const byStream = new Map(streams.map((stream, i) => [stream, stored[i] ?? []]));
  return locations.flatMap(({ stream, revision }) => byStream.get(stream)?.[revision] ?? []);
}
