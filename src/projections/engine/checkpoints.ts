import type { Pool, PoolClient } from 'pg';
import type { Position, StoredEvent } from '../../eventstore/port.js';

/** What a leader knows when it takes a reader's checkpoint. */
export interface Checkpoint {
  readonly position: Position;
  /** Streams with parked events: their later events are parked too. */
  readonly parkedStreams: ReadonlySet<string>;
}

const TAKE = `
  select c.position,
         array(select distinct p.stream from parked_events p where p.reader = c.reader) as parked
  from checkpoints c
  where c.reader = $1
  for update of c skip locked`;

/** The payload tells listeners who moved where to. */
const MOVE = `
  with moved as (
    update checkpoints set position = $2, updated_at = clock_timestamp() where reader = $1
    returning reader, position
  )
  select pg_notify('credence_progress', reader || ' ' || position) from moved`;

/**
 * Moves a checkpoint that nobody has moved in the meantime, in one statement. It need not reach the disk before
 * others know of it: there is nothing that could be lost with it.
 */
const SKIP = `
  with relaxed as (
    select set_config('synchronous_commit', 'off', true)
  ), moved as (
    update checkpoints set position = $3, updated_at = clock_timestamp() where reader = $1 and position = $2
    returning reader, position
  )
  select pg_notify('credence_progress', reader || ' ' || position) from moved, relaxed`;

const PARK = `
  insert into parked_events (reader, position, stream, event, cause)
  values ($1, $2, $3, $4, $5)
  on conflict do nothing`;

/** Makes the checkpoint of a reader that has none, so that what is appended from now on reaches it. */
export async function ensureCheckpoint(pool: Pool, reader: string, start: Position): Promise<void> {
  await pool.query('insert into checkpoints (reader, position) values ($1, $2) on conflict do nothing', [
    reader,
    start,
  ]);
}

/** @throws Error the reader has no checkpoint */
export async function readCheckpoint(pool: Pool, reader: string): Promise<Position> {
  const { rows } = await pool.query<{ position: Position }>(
    'select position from checkpoints where reader = $1',
    [reader],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`The reader ${reader} has no checkpoint.`);
  return row.position;
}

/** Locks a reader's checkpoint for this transaction; null while another process has it. */
export async function takeCheckpoint(transaction: PoolClient, reader: string): Promise<Checkpoint | null> {
  const { rows } = await transaction.query<{ position: Position; parked: string[] }>({
    name: 'take-checkpoint',
    text: TAKE,
    values: [reader],
  });
  const [row] = rows;
  return row === undefined ? null : { position: row.position, parkedStreams: new Set(row.parked) };
}

/** Moves a checkpoint and tells who waits for it, once the transaction commits. */
export async function moveCheckpoint(
  transaction: PoolClient,
  reader: string,
  position: Position,
): Promise<void> {
  await transaction.query({ name: 'move-checkpoint', text: MOVE, values: [reader, position] });
}

/**
 * Moves the checkpoint past events that do not concern the reader.
 *
 * @returns false where it is not at `from` any more
 */
export async function skip(
  pool: Pool,
  reader: string,
  { from, to }: { from: Position; to: Position },
): Promise<boolean> {
  const { rowCount } = await pool.query({ name: 'skip', text: SKIP, values: [reader, from, to] });
  return rowCount === 1;
}

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
  /** Time since it has moved. */
  readonly seconds: number;
}

/** For how long a reader has stood still although there is more to read, in seconds. */
export function lagSeconds({ position, seconds }: ReaderProgress, head: Position): number {
  return position >= head ? 0 : seconds;
}

/** How far all readers have come. */
export async function readProgress(pool: Pool): Promise<ReaderProgress[]> {
  const { rows } = await pool.query<ReaderProgress>(`
    select c.reader, c.position, extract(epoch from clock_timestamp() - c.updated_at)::float8 as seconds,
           (select count(*)::int from parked_events p where p.reader = c.reader) as parked
    from checkpoints c
    order by c.reader`);
  return rows;
}
