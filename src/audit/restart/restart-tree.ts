import type { PoolClient } from 'pg';
import { START } from '../../eventstore/port.js';
import type { EventStore } from '../../eventstore/port.js';
import { inTransaction } from '../../runtime/postgres/in-transaction.js';
import { hashOf, provable } from '../leaf.js';
import type { TreeParts } from '../notary-checks.js';
import { openCheckpoint, originOf } from '../notes/checkpoint.js';
import type { Checkpoint } from '../notes/checkpoint.js';
import { rootAt } from '../tree/proofs.js';
import { openTreeEdge } from '../tree/tree-edge.js';
import {
  insertCheckpoint,
  insertHashes,
  moveNotary,
  readNewestCheckpoint,
  restartNotary,
  storedTiles,
} from '../tree-tables.js';
import { endLog, isFormerLog, putTreeAside } from './former-logs.js';

/** The tree cannot be restarted like this; the message names the remedy. */
export class CannotRestart extends Error {
  override readonly name = 'CannotRestart';
}

/** The outcome of a restart. */
export interface Restarted {
  /** The newest checkpoint before. */
  readonly size: number;
  /** The name of the log that has ended, or null: the log has all signed events, and goes on. */
  readonly ended: string | null;
}

interface Signed {
  readonly note: string;
  readonly checkpoint: Checkpoint;
}

const PAGE = 1000;

/**
 * Lets the notary sign again after an operator has accepted the state of the database.
 *
 * If the log leads to all known checkpoints, nothing that was signed is lost: the tree is built anew and goes on from the
 * newest. Otherwise it is another log (C2SP tlog-checkpoint: the origin identifies one append-only log). It needs another
 * name, and its tree starts anew.
 *
 * @param given a checkpoint from another place, or null
 * @throws CannotRestart
 */
export async function restartTree(
  parts: TreeParts,
  reason: string,
  given: string | null = null,
): Promise<Restarted> {
  const known = await knownCheckpoints(parts, given);
  const [newest] = known;
  if (newest === undefined)
    throw new CannotRestart(
      'There is no checkpoint that this key has signed, so there is nothing to restart.',
    );
  const { origin, size } = newest.checkpoint;
  return await inTransaction(parts.pool, async (transaction) => {
    await transaction.query('lock table credence_audit.progress in access exclusive mode');
    const number = await putTreeAside(transaction);
    await transaction.query('savepoint empty');
    if ((await rebuild(transaction, parts.store, newest)) && (await leadsToAll(transaction, known)))
      return { size, ended: null };
    await transaction.query('rollback to savepoint empty');
    await restartNotary(transaction);
    await refuseSameName(transaction, parts.origin, newest);
    await endLog(transaction, { origin, number, note: newest.note, reason });
    return { size, ended: origin };
  });
}

/**
 * Returns the given, the published and the stored checkpoint, the largest first. A published or stored one that was
 * changed counts as lost, and those of former logs say nothing about this one.
 *
 * @throws CannotRestart the given one is of another key or of a former log
 */
async function knownCheckpoints(parts: TreeParts, given: string | null): Promise<Signed[]> {
  const { pool, publication } = parts;
  const own = given === null ? null : await openOwn(parts, given);
  if (given !== null && own === null)
    throw new CannotRestart(
      '--checkpoint must be a file with a checkpoint that this key has signed, of a log that has not ended.',
    );
  const notes = [await publication?.latest(), (await readNewestCheckpoint(pool))?.note];
  const others = notes.filter((note) => note != null).map((note) => openOwn(parts, note));
  return [own, ...(await Promise.all(others))]
    .filter((signed) => signed !== null)
    .sort((one, other) => other.checkpoint.size - one.checkpoint.size);
}

/** Returns the checkpoint in a note, or null if another key has signed it, or if its log has ended. */
async function openOwn({ pool, signerOf }: TreeParts, note: string): Promise<Signed | null> {
  const origin = originOf(note);
  const checkpoint = openCheckpoint(note, signerOf(origin).verifier);
  return checkpoint === null || (await isFormerLog(pool, origin)) ? null : { note, checkpoint };
}

/** Tells whether the tree, which has the size of the largest checkpoint, continues all of them. */
async function leadsToAll(transaction: PoolClient, known: readonly Signed[]): Promise<boolean> {
  for (const { checkpoint } of known)
    if (!checkpoint.root.equals(await rootAt(storedTiles(transaction), checkpoint.size))) return false;
  return true;
}

/** @throws CannotRestart the name of the new log is taken */
async function refuseSameName(
  transaction: PoolClient,
  origin: string,
  { checkpoint }: Signed,
): Promise<void> {
  if (origin !== checkpoint.origin && !(await isFormerLog(transaction, origin))) return;
  throw new CannotRestart(
    'The log lacks events that are signed, so it is another log. Set another CHECKPOINT_ORIGIN in all workers, such as ' +
      `${checkpoint.origin}/2, and repeat.`,
  );
}

/**
 * Builds the tree from the log, up to a checkpoint.
 *
 * @returns false if the log does not lead to it
 */
async function rebuild(
  transaction: PoolClient,
  store: Pick<EventStore, 'readAll'>,
  { note, checkpoint }: Signed,
): Promise<boolean> {
  const edge = openTreeEdge();
  let [after, anchor] = [START, START];
  while (edge.size() < checkpoint.size) {
    const page = await store.readAll({ after, limit: PAGE });
    const events = provable(page).slice(0, checkpoint.size - edge.size());
    const start = edge.size();
    const leaves = events.map((event, place) => ({
      eventId: event.id,
      index: start + place,
      hash: hashOf(event),
    }));
    const subtrees = leaves.flatMap(({ hash }) => edge.append(hash)).filter(({ level }) => level > 0);
    await insertHashes(transaction, leaves, subtrees);
    anchor = events.at(-1)?.position ?? anchor;
    const last = page.at(-1)?.position;
    if (last === undefined) break;
    after = last;
  }
  if (edge.size() < checkpoint.size || !edge.root().equals(checkpoint.root)) return false;
  await insertCheckpoint(transaction, { size: checkpoint.size, note });
  // Events between the anchor and the end of the last page follow the checkpoint.
  await moveNotary(transaction, { position: anchor, nextLeaf: checkpoint.size, anchor });
  return true;
}
