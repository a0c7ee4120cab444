import type pg from 'pg';
import { batched } from '../../runtime/batching.js';
import type { JsonObject, Position, StoredEvent } from '../port.js';
import { query } from './connections.js';
import { bigintOf, positionOf } from './position.js';

type EventRow = [
  id: string,
  type: string,
  data: JsonObject,
  metadata: Record<string, string>,
  stream: string,
  revision: number,
  position: string,
  recordedAt: Date,
];

const COLUMNS = 'event_id, type, data, metadata, stream_id, revision, position, recorded_at';

/** Served by events_stream_id_revision_key. */
const READ_STREAMS = `
  select ${COLUMNS} from credence_log.events
  where stream_id = any ($1)
  order by stream_id, revision`;

/** Served by events_pkey. */
const READ_ALL = `
  select ${COLUMNS} from credence_log.events
  where position > $1
  order by position
  limit $2`;

/** Served by events_pkey. */
const EVENT_AT = `select ${COLUMNS} from credence_log.events where position = $1`;

/** Served by events_pkey. */
const HEAD = 'select coalesce(max(position), 0) from credence_log.events';

/** Reads streams for `EventStore.readStreams`. Concurrent reads share one statement and its snapshot. */
export function streamReader(pool: pg.Pool): (streams: readonly string[]) => Promise<StoredEvent[][]> {
  return batched(async (reads: readonly (readonly string[])[]) => {
    const names = [...new Set(reads.flat())];
    const rows = await query<EventRow>(pool, { name: 'read_streams', text: READ_STREAMS, values: [names] });
    const found = new Map<string, StoredEvent[]>(names.map((stream) => [stream, []]));
    for (const row of rows) found.get(row[4])?.push(eventOf(row));
    return reads.map((streams) => streams.map((stream) => found.get(stream) ?? []));
  });
}

/**
 * Reads a page of the log for `EventStore.readAll`. It skips no event: positions are assigned under a lock that is held
 * until the commit, so every event before a visible one is visible.
 */
export async function readAll(
  pool: pg.Pool,
  { after, limit }: { after: Position; limit: number },
): Promise<StoredEvent[]> {
  const rows = await query<EventRow>(pool, {
    name: 'read_all',
    text: READ_ALL,
    values: [bigintOf(after), limit],
  });
  return rows.map(eventOf);
}

/** Reads one event for `EventStore.eventAt`. */
export async function eventAt(pool: pg.Pool, position: Position): Promise<StoredEvent | null> {
  const values = [bigintOf(position)];
  const [row] = await query<EventRow>(pool, { name: 'event_at', text: EVENT_AT, values });
  return row === undefined ? null : eventOf(row);
}

/** Reads the position of the last event for `EventStore.head`. */
export async function readHead(pool: pg.Pool): Promise<Position> {
  const [row] = await query<[position: string]>(pool, { name: 'head', text: HEAD, values: [] });
  return positionOf(row?.[0] ?? '0');
}

function eventOf([id, type, data, metadata, stream, revision, position, recordedAt]: EventRow): StoredEvent {
  return { id, type, data, metadata, stream, revision, position: positionOf(position), recordedAt };
}
