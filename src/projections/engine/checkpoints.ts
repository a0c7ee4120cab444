import type { Pool, PoolClient } from 'pg';
import { isEphemeral } from '../../domain/event-catalog.js';
import { START } from '../../eventstore/port.js';
import type { EventStore, Position, StoredEvent } from '../../eventstore/port.js';

/** An event that later checks look up in the log. */
export interface Anchor {
  readonly position: Position;
  readonly id: string;
}

/** A move of readers over a page of events. */
export interface Step {
  /** The checkpoint of each reader. It is before the page if the reader had nothing to store since. */
  readonly saved: ReadonlyMap<string, Position>;
  readonly to: Position;
  readonly anchor: Anchor | null;
}

/** A reader whose checkpoint was moved. */
export interface Advanced {
  readonly reader: string;
  /** Streams with parked events. Their later events are parked too. */
  readonly parkedStreams: ReadonlySet<string>;
}

/**
 * Moves the checkpoints of the readers $1 from the positions $2, except those that another process has moved or locked. The
 * payload of the notification is the new position and the readers, with those that have nothing to store ($6).
 */
const ADVANCE = `
  with free as (
    select c.reader
    from unnest($1::text[], $2::text[]) as mine (reader, position)
    join credence_read.checkpoints c on c.reader = mine.reader and c.position = mine.position
    for update of c skip locked
  ), moved as (
    update credence_read.checkpoints c
    set position = $3, updated_at = clock_timestamp(),
        anchor = coalesce($4, anchor), anchor_event = coalesce($5, anchor_event)
    from free
    where c.reader = free.reader
    returning c.reader
  ), notified as materialized (
    select pg_notify('credence_progress', concat_ws(' ', $3::text, string_agg(reader, ' '), $6::text))
    from moved
    having count(*) > 0
  )
  select reader,
         array(select distinct stream from credence_read.parked_events p where p.reader = moved.reader) as parked
  from moved, notified`;

const LOCK = 'select from credence_read.checkpoints where reader = $1 for update skip locked';

const PARK = `
  insert into credence_read.parked_events (reader, position, stream, event, cause)
  values ($1, $2, $3, $4, $5)
  on conflict do nothing`;

/** Creates the checkpoint of a new reader, which then receives all events after `start`. */
export async function ensureCheckpoint(pool: Pool, reader: string, start: Position): Promise<void> {
  await pool.query(
    'insert into credence_read.checkpoints (reader, position) values ($1, $2) on conflict do nothing',
    [reader, start],
  );
}

/**
 * Returns the positions of the checkpoints by reader.
 *
 * @throws Error a reader has no checkpoint
 */
export async function readCheckpoints(
  pool: Pool,
  readers: readonly string[],
): Promise<Map<string, Position>> {
  const { rows } = await pool.query<{ reader: string; position: Position }>(
    'select reader, position from credence_read.checkpoints where reader = any($1)',
    [readers],
  );
  const positions = new Map(rows.map(({ reader, position }) => [reader, position]));
  const missing = readers.find((reader) => !positions.has(reader));
  if (missing !== undefined) throw new Error(`The reader ${missing} has no checkpoint.`);
  return positions;
}

/**
 * Returns the position of a reader's checkpoint.
 *
 * @throws Error the reader has no checkpoint
 */
export async function readCheckpoint(pool: Pool, reader: string): Promise<Position> {
  return (await readCheckpoints(pool, [reader])).get(reader) ?? START;
}

/**
 * Locks the checkpoint of a reader for this transaction.
 *
 * @returns false if another process has locked it
 */
export async function lockCheckpoint(transaction: PoolClient, reader: string): Promise<boolean> {
  return (await transaction.query(LOCK, [reader])).rowCount === 1;
}

/** Returns the newest event of a page that the log retains; null if the page has none. */
export function anchorOf(page: readonly StoredEvent[]): Anchor | null {
  return page.findLast(({ stream }) => !isEphemeral(stream)) ?? null;
}

/**
 * Moves the checkpoints of readers that are where they were saved, and holds their locks until the end of the transaction.
 * Without an anchor the former one remains. Processes that wait for the readers are notified when the move commits.
 *
 * @param others readers that have nothing to store up to the new position
 * @returns the readers that moved; another process moved or locked the others
 */
export async function advance(
  database: Pick<Pool, 'query'>,
  readers: readonly string[],
  { saved, to, anchor }: Step,
  others: readonly string[] = [],
): Promise<Advanced[]> {
  const { rows } = await database.query<{ reader: string; parked: string[] }>({
    name: 'advance',
    text: ADVANCE,
    values: [
      readers,
      readers.map((reader) => saved.get(reader)),
      to,
      anchor?.position,
      anchor?.id,
      others.length === 0 ? null : others.join(' '),
    ],
  });
  return rows.map(({ reader, parked }) => ({ reader, parkedStreams: new Set(parked) }));
}

/** Notifies the processes that wait for readers, which have nothing to store up to a position. */
export async function notifyProgress(
  database: Pick<Pool, 'query'>,
  readers: readonly string[],
  to: Position,
): Promise<void> {
  const payload = [to, ...readers].join(' ');
  await database.query({
    name: 'notify-progress',
    text: `select pg_notify('credence_progress', $1)`,
    values: [payload],
  });
}

/** Stores an event in `parked_events`, with the cause for operators. */
export async function park(
  transaction: PoolClient,
  reader: string,
  event: StoredEvent,
  cause: string,
): Promise<void> {
  await transaction.query(PARK, [reader, event.position, event.stream, JSON.stringify(event), cause]);
}

export interface ReaderProgress {
  readonly reader: string;
  readonly position: Position;
  readonly parked: number;
  /** Seconds since the checkpoint last moved. */
  readonly seconds: number;
}

/** A reader with the seconds in which it has not moved although the log has events for it; 0 at the head. */
export interface ReaderLag extends ReaderProgress {
  readonly lag: number;
}

/** Returns the readers with their lags. A reader that was idle lags only since the log has its next event. */
export async function withLags(
  store: Pick<EventStore, 'head' | 'readAll'>,
  readers: readonly ReaderProgress[],
): Promise<{ readonly head: Position; readonly readers: ReaderLag[] }> {
  const head = await store.head();
  const behind = new Set(readers.map(({ position }) => position).filter((position) => position < head));
  const ages = new Map<Position, number>();
  for (const after of behind) {
    const [next] = await store.readAll({ after, limit: 1 });
    if (next !== undefined) ages.set(after, Math.max(0, Date.now() - next.recordedAt.getTime()) / 1000);
  }
  const lagOf = ({ position, seconds }: ReaderProgress) =>
    position >= head ? 0 : Math.min(seconds, ages.get(position) ?? seconds);
  return { head, readers: readers.map((reader) => ({ ...reader, lag: lagOf(reader) })) };
}

/**
 * Returns the checkpoints of all readers, with their numbers of parked events. Standby versions of read models are not
 * among them: no answer comes from those.
 */
export async function readProgress(pool: Pool): Promise<ReaderProgress[]> {
  const { rows } = await pool.query<ReaderProgress>(`
    select c.reader, c.position, extract(epoch from clock_timestamp() - c.updated_at)::float8 as seconds,
           (select count(*)::int from credence_read.parked_events p where p.reader = c.reader) as parked
    from credence_read.checkpoints c
    where not exists (select from credence_read.rebuilds r where r.standby = c.reader)
    order by c.reader`);
  return rows;
}
