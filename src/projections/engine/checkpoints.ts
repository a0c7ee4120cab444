import type { Pool, PoolClient } from 'pg';
import { isEphemeral } from '../../domain/event-catalog.js';
import type { Position, StoredEvent } from '../../eventstore/port.js';

/** A locked checkpoint, with the streams that have parked events. */
export interface Checkpoint {
  readonly position: Position;
  /** Later events of these streams are parked too. */
  readonly parkedStreams: ReadonlySet<string>;
}

const TAKE = `
  select c.position,
         array(select distinct p.stream from credence_read.parked_events p where p.reader = c.reader) as parked
  from credence_read.checkpoints c
  where c.reader = $1
  for update of c skip locked`;

/** An event that later checks look up in the log. */
export interface Anchor {
  readonly position: Position;
  readonly id: string;
}

/** A move of a checkpoint over a page of events. */
export interface Step {
  readonly from: Position;
  readonly to: Position;
  readonly anchor: Anchor | null;
}

/** The payload of the notification is the reader and its new position. */
const MOVE = `
  with moved as (
    update credence_read.checkpoints
    set position = $2, updated_at = clock_timestamp(),
        anchor = coalesce($3, anchor), anchor_event = coalesce($4, anchor_event)
    where reader = $1
    returning reader, position
  )
  select pg_notify('credence_progress', reader || ' ' || position) from moved`;

/**
 * Moves the checkpoint if no other process has moved it. Commits asynchronously: losing the move in a crash only makes
 * the reader skip the same events again.
 */
const SKIP = `
  with async_commit as (
    select set_config('synchronous_commit', 'off', true)
  ), moved as (
    update credence_read.checkpoints
    set position = $3, updated_at = clock_timestamp(),
        anchor = coalesce($4, anchor), anchor_event = coalesce($5, anchor_event)
    where reader = $1 and position = $2
    returning reader, position
  )
  select pg_notify('credence_progress', reader || ' ' || position) from moved, async_commit`;

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
 * Returns the position of a reader's checkpoint.
 *
 * @throws Error the reader has no checkpoint
 */
export async function readCheckpoint(pool: Pool, reader: string): Promise<Position> {
  const { rows } = await pool.query<{ position: Position }>(
    'select position from credence_read.checkpoints where reader = $1',
    [reader],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`The reader ${reader} has no checkpoint.`);
  return row.position;
}

/** Locks a reader's checkpoint for this transaction. Returns null if another process holds the lock. */
export async function takeCheckpoint(transaction: PoolClient, reader: string): Promise<Checkpoint | null> {
  const { rows } = await transaction.query<{ position: Position; parked: string[] }>({
    name: 'take-checkpoint',
    text: TAKE,
    values: [reader],
  });
  const [row] = rows;
  return row === undefined ? null : { position: row.position, parkedStreams: new Set(row.parked) };
}

/** Returns the newest event of a page that the log retains; null if the page has none. */
export function anchorOf(page: readonly StoredEvent[]): Anchor | null {
  return page.findLast(({ stream }) => !isEphemeral(stream)) ?? null;
}

/** Moves a checkpoint. Without an anchor the former one remains. Processes that wait for it are notified when the transaction commits. */
export async function moveCheckpoint(
  transaction: PoolClient,
  reader: string,
  position: Position,
  anchor: Anchor | null,
): Promise<void> {
  await transaction.query({
    name: 'move-checkpoint',
    text: MOVE,
    values: [reader, position, anchor?.position, anchor?.id],
  });
}

/**
 * Moves the checkpoint past events that the reader does not handle.
 *
 * @returns false if the checkpoint is no longer at `from`
 */
export async function skip(pool: Pool, reader: string, { from, to, anchor }: Step): Promise<boolean> {
  const values = [reader, from, to, anchor?.position, anchor?.id];
  const { rowCount } = await pool.query({ name: 'skip', text: SKIP, values });
  return rowCount === 1;
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
