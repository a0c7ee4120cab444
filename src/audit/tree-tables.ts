import type { Pool, PoolClient } from 'pg';
import { START } from '../eventstore/port.js';
import type { Position } from '../eventstore/port.js';
import type { ReadTile } from './tree/proofs.js';
import { hashesAt, TILE_WIDTH } from './tree/tiles.js';
import { openTreeEdge } from './tree/tree-edge.js';
import type { PlacedHash, TreeEdge } from './tree/tree-edge.js';

type Queries = Pick<Pool, 'query'>;

/** The place of the notary in the log. */
export interface NotaryProgress {
  /** The position up to which the log was read. */
  readonly position: Position;
  /** The index of the leaf of the next event. */
  readonly nextLeaf: number;
  /** The position of the event of the leaf before, or null if there is none. */
  readonly anchor: Position | null;
}

/** A signed checkpoint with the size that it is stored under. */
export interface StoredCheckpoint {
  readonly size: number;
  /** A signed note. */
  readonly note: string;
}

/** A leaf to store, with the event that it covers. */
export interface NewLeaf {
  readonly eventId: string;
  readonly index: number;
  readonly hash: Buffer;
}

/** Served by leaves_pkey. */
const READ_LEAVES = `
  select hash from credence_audit.leaves where index >= $1 and index < $1 + $2 order by index`;

/** Served by subtrees_pkey. */
const READ_SUBTREES = `
  select hash from credence_audit.subtrees where level = $3 and index >= $1 and index < $1 + $2 order by index`;

/** Served by checkpoints_pkey. */
const NEWEST = 'select size::float8, note from credence_audit.checkpoints order by size desc limit 1';
const CHECKPOINTS_AFTER = `
  select size::float8, note from credence_audit.checkpoints where size > $1 order by size limit $2`;

const INSERT_LEAVES = `
  insert into credence_audit.leaves (index, event_id, hash)
  select * from unnest($1::bigint[], $2::uuid[], $3::bytea[])`;

const INSERT_SUBTREES = `
  insert into credence_audit.subtrees (level, index, hash)
  select * from unnest($1::smallint[], $2::bigint[], $3::bytea[])`;

const MOVE = `
  update credence_audit.progress
  set position = $1, next_leaf = $2, anchor = $3, updated_at = clock_timestamp()`;

/** Reads hashes of a level from an index on. */
export async function readHashes(
  queries: Queries,
  level: number,
  start: number,
  count: number,
): Promise<Buffer[]> {
  const { rows } = await queries.query<{ hash: Buffer }>(
    level === 0
      ? { name: 'read_leaves', text: READ_LEAVES, values: [start, count] }
      : { name: 'read_subtrees', text: READ_SUBTREES, values: [start, count, level] },
  );
  return rows.map(({ hash }) => hash);
}

/** Returns the reader of the tiles in the database. */
export function storedTiles(queries: Queries): ReadTile {
  return (level, index) => readHashes(queries, level, index * TILE_WIDTH, TILE_WIDTH);
}

/** Opens the right edge of the stored tree. */
export async function readEdge(queries: Queries, size: number): Promise<TreeEdge> {
  const tiles: Buffer[][] = [];
  for (let level = 0; hashesAt(level, size) > 0; level += 1) {
    const width = hashesAt(level, size) % TILE_WIDTH;
    tiles.push(await readHashes(queries, level, hashesAt(level, size) - width, width));
  }
  return openTreeEdge(size, tiles);
}

/** Returns the newest checkpoint, or null before the first. */
export async function readNewestCheckpoint(queries: Queries): Promise<StoredCheckpoint | null> {
  const { rows } = await queries.query<StoredCheckpoint>(NEWEST);
  return rows[0] ?? null;
}

/** Returns checkpoints of trees larger than a size, the smallest first. */
export async function readCheckpointsAfter(
  queries: Queries,
  size: number,
  limit: number,
): Promise<StoredCheckpoint[]> {
  return (await queries.query<StoredCheckpoint>(CHECKPOINTS_AFTER, [size, limit])).rows;
}

/** Returns the index of the leaf of an event, or null if it has none. */
export async function findLeaf(queries: Queries, eventId: string): Promise<number | null> {
  const { rows } = await queries.query<{ index: number }>(
    'select index::float8 from credence_audit.leaves where event_id = $1',
    [eventId],
  );
  return rows[0]?.index ?? null;
}

/** Returns the place of the notary in the log. */
export async function readNotaryProgress(queries: Queries): Promise<NotaryProgress> {
  const { rows } = await queries.query<NotaryProgress>(
    'select position, next_leaf::float8 as "nextLeaf", anchor from credence_audit.progress',
  );
  const [progress] = rows;
  if (progress === undefined) throw new Error('credence_audit.progress has lost its row.');
  return progress;
}

/** Returns the seconds since the notary last moved; 0 if it has read the log up to a position. */
export async function secondsBehind(queries: Queries, head: Position): Promise<number> {
  const { rows } = await queries.query<{ seconds: number }>(
    `select extract(epoch from clock_timestamp() - updated_at)::float8 as seconds
     from credence_audit.progress where position < $1`,
    [head],
  );
  return rows[0]?.seconds ?? 0;
}

/**
 * Locks the place of the notary for this transaction.
 *
 * @returns false if it has moved, or if another process has locked it
 */
export async function lockNotary(transaction: PoolClient, { position }: NotaryProgress): Promise<boolean> {
  const { rowCount } = await transaction.query(
    'select from credence_audit.progress where position = $1 for update skip locked',
    [position],
  );
  return rowCount === 1;
}

/** Moves the place of the notary. */
export async function moveNotary(queries: Queries, to: NotaryProgress): Promise<void> {
  await queries.query(MOVE, [to.position, to.nextLeaf, to.anchor]);
}

/** Makes the notary read the log from the start, and compare its events with the leaves. */
export async function restartNotary(queries: Queries): Promise<void> {
  await moveNotary(queries, { position: START, nextLeaf: 0, anchor: null });
}

/** Stores new leaves, and the roots of the tiles that they complete. */
export async function insertHashes(
  transaction: PoolClient,
  leaves: readonly NewLeaf[],
  subtrees: readonly PlacedHash[],
): Promise<void> {
  await transaction.query(INSERT_LEAVES, [
    leaves.map(({ index }) => index),
    leaves.map(({ eventId }) => eventId),
    leaves.map(({ hash }) => hash),
  ]);
  if (subtrees.length === 0) return;
  await transaction.query(INSERT_SUBTREES, [
    subtrees.map(({ level }) => level),
    subtrees.map(({ index }) => index),
    subtrees.map(({ hash }) => hash),
  ]);
}

/** Stores a signed checkpoint. */
export async function insertCheckpoint(
  transaction: PoolClient,
  { size, note }: StoredCheckpoint,
): Promise<void> {
  await transaction.query('insert into credence_audit.checkpoints (size, note) values ($1, $2)', [
    size,
    note,
  ]);
}
