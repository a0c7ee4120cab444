import type { Pool, PoolClient } from 'pg';
import { isEphemeral } from '../../domain/event-catalog.js';
import { START } from '../../eventstore/port.js';
import type { Position, StoredEvent } from '../../eventstore/port.js';

/** A locked checkpoint, with the streams that have parked events. */
export interface Checkpoint {
  readonly reader: string;
  readonly position: Position;
  /** Later events of these streams are parked too. */
  readonly parkedStreams: ReadonlySet<string>;
}

const TAKE = `
  select c.reader, c.position,
         array(select distinct p.stream from credence_read.parked_events p where p.reader = c.reader) as parked
  from credence_read.checkpoints c
  where c.reader = any($1)
  for update of c skip locked`;

/** An event that later checks look up in the log. */
export interface Anchor {
  readonly position: Position;
  readonly id: string;
}

/** A move of checkpoints over a page of events. */
export interface Step {
  readonly from: Position;
  readonly to: Position;
  readonly anchor: Anchor | null;
}

/** The payload of the notification is the new position and the readers. */
const NOTIFY = `select pg_notify('credence_progress', min(position) || ' ' || string_agg(reader, ' ')) from moved`;
const MOVE = `
  with moved as (
    update credence_read.checkpoints
    set position = $2, updated_at = clock_timestamp(),
        anchor = coalesce($3, anchor), anchor_event = coalesce($4, anchor_event)
    where reader = any($1)
    returning reader, position
  )
  ${NOTIFY} having count(*) > 0`;

/** Moves the checkpoints that no other process has moved or locked. */
const SKIP = `
  with free as (
    select reader from credence_read.checkpoints
    where reader = any($1) and position = $2
    for update skip locked
  ), moved as (
    update credence_read.checkpoints c
    set position = $3, updated_at = clock_timestamp(),
        anchor = coalesce($4, anchor), anchor_event = coalesce($5, anchor_event)
    from free
    where c.reader = free.reader
    returning c.reader, c.position
  )
  select array_agg(reader) as moved,
         pg_notify('credence_progress', min(position) || ' ' || string_agg(reader, ' '))
  from moved having count(*) > 0`;

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

/** Locks the checkpoints of readers for this transaction, except those that another process has locked. */
export async function takeCheckpoints(
  transaction: PoolClient,
  readers: readonly string[],
): Promise<Checkpoint[]> {
  const { rows } = await transaction.query<{ reader: string; position: Position; parked: string[] }>({
    name: 'take-checkpoints',
    text: TAKE,
    values: [readers],
  });
  return rows.map(({ reader, position, parked }) => ({ reader, position, parkedStreams: new Set(parked) }));
}

/** Returns the newest event of a page that the log retains; null if the page has none. */
export function anchorOf(page: readonly StoredEvent[]): Anchor | null {
  return page.findLast(({ stream }) => !isEphemeral(stream)) ?? null;
}

/**
 * Moves locked checkpoints. Without an anchor the former one remains. Processes that wait for the readers are notified when
 * the transaction commits.
 */
export async function moveCheckpoints(
  transaction: PoolClient,
  readers: readonly string[],
  { to, anchor }: Step,
): Promise<void> {
  await transaction.query({
    name: 'move-checkpoints',
    text: MOVE,
    values: [readers, to, anchor?.position, anchor?.id],
  });
}

/**
 * Moves the checkpoints past events that no reader handles.
 *
 * @returns the readers whose checkpoints were at `from` and moved
 */
export async function skip(
  pool: Pool,
  readers: readonly string[],
  { from, to, anchor }: Step,
): Promise<readonly string[]> {
  const values = [readers, from, to, anchor?.position, anchor?.id];
  const { rows } = await pool.query<{ moved: string[] }>({ name: 'skip', text: SKIP, values });
  return rows[0]?.moved ?? [];
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

/** Returns the seconds since a reader behind the head last moved; 0 at the head. */
export function lagSeconds({ position, seconds }: ReaderProgress, head: Position): number {
  return position >= head ? 0 : seconds;
}

/** Returns the checkpoints of all readers, with their numbers of parked events. */
export async function readProgress(pool: Pool): Promise<ReaderProgress[]> {
  const { rows } = await pool.query<ReaderProgress>(`
    select c.reader, c.position, extract(epoch from clock_timestamp() - c.updated_at)::float8 as seconds,
           (select count(*)::int from credence_read.parked_events p where p.reader = c.reader) as parked
    from credence_read.checkpoints c
    order by c.reader`);
  return rows;
}
