import type pg from 'pg';
import { batched } from '../../runtime/concurrency/batching.js';
import type { EventStore, JsonObject, Position, StoredEvent } from '../port.js';
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
  select ${COLUMNS}
  from unnest($1::text[], $2::int[]) as asked (stream_id, after)
  join credence_log.events using (stream_id)
  where revision > after
  order by stream_id, revision`;

/** Served by events_pkey. */
const READ_ALL = `
  select ${COLUMNS} from credence_log.events
  where position > $1
  order by position
  limit $2`;

/** Served by events_pkey. */
const EVENTS_AT = `select ${COLUMNS} from credence_log.events where position = any($1::bigint[])`;

/** Served by events_pkey. */
const NEWEST_UP_TO = `
  select ${COLUMNS} from credence_log.events
  where position <= $1
  order by position desc
  limit 1`;

/** Served by events_pkey. */
const HEAD = 'select coalesce(max(position), 0) from credence_log.events';

type StreamsAfter = readonly [streams: readonly string[], after?: ReadonlyMap<string, number>];

/** Reads streams for `EventStore.readStreams`. Concurrent reads share one statement and its snapshot. */
export function streamReader(pool: pg.Pool): EventStore['readStreams'] {
  const read = batched(async (reads: readonly StreamsAfter[]) => {
    // Two reads of one stream share the rows after the lower revision.
    const lowest = new Map<string, number>();
    for (const [streams, after] of reads) {
      for (const stream of streams) {
        const revision = after?.get(stream) ?? -1;
        lowest.set(stream, Math.min(lowest.get(stream) ?? revision, revision));
      }
    }
    const values = [[...lowest.keys()], [...lowest.values()]];
    const rows = await query<EventRow>(pool, { name: 'read_streams', text: READ_STREAMS, values });
    const found = new Map<string, StoredEvent[]>([...lowest.keys()].map((stream) => [stream, []]));
    for (const row of rows) found.get(row[4])?.push(eventOf(row));
    return reads.map(([streams, after]) =>
      streams.map((stream) => {
        const [events, revision] = [found.get(stream) ?? [], after?.get(stream) ?? -1];
        return revision === lowest.get(stream) ? events : events.filter((event) => event.revision > revision);
      }),
    );
  });
  return (streams, after) => read(after === undefined ? [streams] : [streams, after]);
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

/** Reads single events for `EventStore.eventAt`. Concurrent reads share one statement. */
export function eventReader(pool: pg.Pool): EventStore['eventAt'] {
  return batched(async (positions: readonly Position[]) => {
    const values = [positions.map(bigintOf)];
    const rows = await query<EventRow>(pool, { name: 'events_at', text: EVENTS_AT, values });
    const found = new Map(rows.map((row) => [positionOf(row[6]), eventOf(row)]));
    return positions.map((position) => found.get(position) ?? null);
  });
}

/**
 * Finds a position for `EventStore.positionAt`, by bisection: times rise with positions, because both are assigned under
 * one lock.
 */
export async function positionAt(pool: pg.Pool, time: Date): Promise<Position> {
  let low = 0n;
  let high = BigInt(bigintOf(await readHead(pool)));
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    const values = [middle.toString()];
    const [row] = await query<EventRow>(pool, { name: 'newest_up_to', text: NEWEST_UP_TO, values });
    if (row === undefined || row[7] < time) low = middle;
    else high = BigInt(row[6]) - 1n;
  }
  return positionOf(low.toString());
}

/** Reads the position of the last event for `EventStore.head`. */
export async function readHead(pool: pg.Pool): Promise<Position> {
  const [row] = await query<[position: string]>(pool, { name: 'head', text: HEAD, values: [] });
  return positionOf(row?.[0] ?? '0');
}

function eventOf([id, type, data, metadata, stream, revision, position, recordedAt]: EventRow): StoredEvent {
  return { id, type, data, metadata, stream, revision, position: positionOf(position), recordedAt };
}
