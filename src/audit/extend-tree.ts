import type { Pool, PoolClient } from 'pg';
import type { StoredEvent } from '../eventstore/port.js';
import { inTransaction } from '../runtime/postgres/in-transaction.js';
import { hashOf, provable } from './leaf.js';
import { signCheckpoint } from './notes/checkpoint.js';
import {
  openSignedEdge,
  requireAnchor,
  requireOwnName,
  requirePublished,
  requireSame,
} from './notary-checks.js';
import type { TreeParts } from './notary-checks.js';
import type { Publication } from './publication.js';
import {
  insertCheckpoint,
  insertHashes,
  lockNotary,
  moveNotary,
  readNewestCheckpoint,
  readNotaryProgress,
} from './tree-tables.js';
import type { NotaryProgress } from './tree-tables.js';

/** The most events between two checkpoints. */
export const PAGE_SIZE = 1000;

/**
 * Reads the next page of the log, adds its events to the tree, and signs and publishes the new head.
 *
 * @returns true if the log may have more events
 * @throws NotaryRefused the log, the tree or the published checkpoint contradicts a signature
 */
export async function extendTree(parts: TreeParts): Promise<boolean> {
  const { pool, store, publication } = parts;
  // Read before the tree: another process may publish a larger one meanwhile.
  const published = (await publication?.latest()) ?? null;
  await requireOwnName(parts);
  await requirePublished(parts, published);
  const progress = await readNotaryProgress(pool);
  await requireAnchor(parts, progress);
  const page = await store.readAll({ after: progress.position, limit: PAGE_SIZE });
  if (page.length > 0)
    await inTransaction(pool, (transaction) => addPage(transaction, parts, progress, page));
  if (publication !== null) await publishNewest(pool, publication, published);
  return page.length === PAGE_SIZE;
}

/**
 * Adds the events of a page to the tree and signs its head. Events that have a leaf already are compared with it: after a
 * switch to a copy of the log, the notary reads it from the start.
 */
async function addPage(
  transaction: PoolClient,
  parts: TreeParts,
  progress: NotaryProgress,
  page: readonly StoredEvent[],
): Promise<void> {
  if (!(await lockNotary(transaction, progress))) return;
  const edge = await openSignedEdge(transaction, parts);
  const size = edge.size();
  const events = provable(page);
  const leaves = events.map((event, place) => ({
    eventId: event.id,
    index: progress.nextLeaf + place,
    hash: hashOf(event),
  }));
  await requireSame(
    transaction,
    leaves.filter(({ index }) => index < size),
  );
  const added = leaves.filter(({ index }) => index >= size);
  if (added.length > 0) {
    const subtrees = added.flatMap(({ hash }) => edge.append(hash)).filter(({ level }) => level > 0);
    await insertHashes(transaction, added, subtrees);
    const head = { size: edge.size(), root: edge.root() };
    const note = signCheckpoint(head, parts.signerOf(parts.origin));
    await insertCheckpoint(transaction, { size: head.size, note });
  }
  await moveNotary(transaction, {
    position: page.at(-1)?.position ?? progress.position,
    nextLeaf: progress.nextLeaf + leaves.length,
    anchor: events.at(-1)?.position ?? progress.anchor,
  });
}

/** Publishes the newest checkpoint after its commit: a published one must never be rolled back. */
async function publishNewest(pool: Pool, publication: Publication, published: string | null): Promise<void> {
  const newest = await readNewestCheckpoint(pool);
  if (newest !== null && newest.note !== published) await publication.publish(newest.note);
}
