import type { Pool } from 'pg';
import type { EventStore } from '../eventstore/port.js';
import { hashOf } from './leaf.js';
import { openCheckpoint, originOf } from './notes/checkpoint.js';
import type { Checkpoint } from './notes/checkpoint.js';
import type { NoteSigner } from './notes/note-keys.js';
import type { Publication } from './publication.js';
import { isFormerLog } from './restart/former-logs.js';
import { rootAt } from './tree/proofs.js';
import type { TreeEdge } from './tree/tree-edge.js';
import { readEdge, readHashes, readNewestCheckpoint, storedTiles } from './tree-tables.js';
import type { NotaryProgress, NewLeaf } from './tree-tables.js';

/** The notary does not sign, because the log or the tree is not the one that it signed before. */
export class NotaryRefused extends Error {
  override readonly name = 'NotaryRefused';
}

export interface TreeParts {
  readonly pool: Pool;
  readonly store: EventStore;
  /** Opens the signer of a log name. Earlier checkpoints may have another one. */
  readonly signerOf: (origin: string) => NoteSigner;
  /** The name of the log in new checkpoints. */
  readonly origin: string;
  /** The place outside the database that checkpoints are published to, or null. */
  readonly publication: Publication | null;
}

/**
 * Opens the stored tree where its newest checkpoint signed it.
 *
 * @throws NotaryRefused the stored hashes do not lead to that checkpoint
 */
export async function openSignedEdge(
  queries: Pick<Pool, 'query'>,
  { signerOf }: Pick<TreeParts, 'signerOf'>,
): Promise<TreeEdge> {
  const newest = await readNewestCheckpoint(queries);
  const size = newest?.size ?? 0;
  const edge = await readEdge(queries, size);
  if (newest !== null) {
    const { root } = openOwn(newest.note, signerOf);
    if (!root.equals(edge.root()))
      throw new NotaryRefused('The stored tree does not lead to its checkpoint.');
  }
  if ((await readHashes(queries, 0, size, 1)).length > 0)
    throw new NotaryRefused('The stored tree has leaves beyond its newest checkpoint.');
  return edge;
}

/**
 * Checks that the log of this name has not ended: a process may run with a former configuration.
 *
 * @throws NotaryRefused
 */
export async function requireOwnName({ pool, origin }: Pick<TreeParts, 'pool' | 'origin'>): Promise<void> {
  if (await isFormerLog(pool, origin))
    throw new NotaryRefused('CHECKPOINT_ORIGIN is the name of a log that has ended.');
}

/**
 * Checks that the log still has the last event that was added to the tree.
 *
 * @throws NotaryRefused
 */
export async function requireAnchor(
  { pool, store }: Pick<TreeParts, 'pool' | 'store'>,
  { anchor, nextLeaf }: NotaryProgress,
): Promise<void> {
  if (anchor === null) return;
  const event = await store.eventAt(anchor);
  const [leaf] = await readHashes(pool, 0, nextLeaf - 1, 1);
  if (event === null || leaf?.equals(hashOf(event)) !== true)
    throw new NotaryRefused(`The log has lost or changed the event of leaf ${String(nextLeaf - 1)}.`);
}

/**
 * Checks that events are those of the stored leaves at their places.
 *
 * @throws NotaryRefused
 */
export async function requireSame(queries: Pick<Pool, 'query'>, leaves: readonly NewLeaf[]): Promise<void> {
  const [first] = leaves;
  if (first === undefined) return;
  const stored = await readHashes(queries, 0, first.index, leaves.length);
  const changed = leaves.find(({ hash }, place) => stored[place]?.equals(hash) !== true);
  if (changed !== undefined)
    throw new NotaryRefused(`The log has another event at leaf ${String(changed.index)}.`);
}

/**
 * Checks that the stored tree continues the published one. A database that was restored from a backup lacks leaves that
 * are published, and would get others in their place.
 *
 * @throws NotaryRefused
 */
export async function requirePublished(
  { pool, signerOf }: Pick<TreeParts, 'pool' | 'signerOf'>,
  published: string | null,
): Promise<void> {
  // The checkpoint of a log that has ended is replaced.
  if (published === null || (await isFormerLog(pool, originOf(published)))) return;
  const { size, root } = openOwn(published, signerOf);
  const signed = (await readNewestCheckpoint(pool))?.size ?? 0;
  if (size > signed)
    throw new NotaryRefused('The published checkpoint has more leaves than the stored tree.');
  if (!root.equals(await rootAt(storedTiles(pool), size)))
    throw new NotaryRefused('The published checkpoint is of another tree.');
}

/**
 * Opens a checkpoint of this installation.
 *
 * @throws NotaryRefused its key did not sign it
 */
function openOwn(note: string, signerOf: TreeParts['signerOf']): Checkpoint {
  const checkpoint = openCheckpoint(note, signerOf(originOf(note)).verifier);
  if (checkpoint === null)
    throw new NotaryRefused('A checkpoint is not signed by the key of this installation.');
  return checkpoint;
}
