import type { PoolClient } from 'pg';
import { START } from '../../eventstore/port.js';
import type { EventStore } from '../../eventstore/port.js';
import { inTransaction } from '../../runtime/postgres/in-transaction.js';
import { hashOf, provable } from '../leaf.js';
import type { TreeParts } from '../notary-checks.js';
import { openCheckpoint, originOf } from '../notes/checkpoint.js';
import type { Checkpoint } from '../notes/checkpoint.js';
import { openTreeEdge } from '../tree/tree-edge.js';
import {
  insertCheckpoint,
  insertHashes,
  moveNotary,
  readNewestCheckpoint,
  restartNotary,
} from '../tree-tables.js';
import { endLog, isFormerLog, putTreeAside } from './former-logs.js';

/** The tree cannot be restarted like this; the message names the remedy. */
export class CannotRestart extends Error {
  override readonly name = 'CannotRestart';
}

/** What has become of the tree. */
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
 * If the log leads to the newest known checkpoint, nothing that was signed is lost: the tree is built anew and goes on
 * from there. Otherwise it is another log (C2SP tlog-checkpoint: the origin identifies one append-only log). It needs
 * another name, and its tree starts anew.
 *
 * @throws CannotRestart
 */
export async function restartTree(parts: TreeParts, reason: string): Promise<Restarted> {
  const known = await newestKnown(parts);
  if (known === null)
    throw new CannotRestart(
      'There is no checkpoint that this key has signed, so there is nothing to restart.',
    );
  const { origin, size } = known.checkpoint;
  return await inTransaction(parts.pool, async (transaction) => {
    await transaction.query('lock table credence_audit.progress in access exclusive mode');
    const number = await putTreeAside(transaction);
    if (await rebuild(transaction, parts.store, known)) return { size, ended: null };
    await refuseSameName(transaction, parts.origin, known);
    await endLog(transaction, { origin, number, note: known.note, reason });
    return { size, ended: origin };
  });
}

/** Returns the larger of the published and the stored checkpoint. One that was changed counts as lost. */
async function newestKnown({ pool, publication, signerOf }: TreeParts): Promise<Signed | null> {
  const notes = [await publication?.latest(), (await readNewestCheckpoint(pool))?.note];
  const signed = notes.flatMap((note) => {
    const checkpoint = note == null ? null : openCheckpoint(note, signerOf(originOf(note)).verifier);
    return note == null || checkpoint === null ? [] : [{ note, checkpoint }];
  });
  return signed.reduce<Signed | null>(
    (newest, next) => (newest !== null && newest.checkpoint.size >= next.checkpoint.size ? newest : next),
    null,
  );
}

/** @throws CannotRestart the name of the new log is taken */
async function refuseSameName(
  transaction: PoolClient,
  origin: string,
  { checkpoint }: Signed,
): Promise<void> {
  if (origin !== checkpoint.origin && !(await isFormerLog(transaction, origin))) return;
  throw new CannotRestart(
    `The log lacks events of the ${String(checkpoint.size)} that are signed, so it is another log. Set another ` +
      `CHECKPOINT_ORIGIN in all workers, such as ${checkpoint.origin}/2, and repeat.`,
  );
}

/**
 * Builds the tree from the log, up to a checkpoint.
 *
 * @returns false if the log does not lead to it; then the tree is empty, and the notary starts anew
 */
async function rebuild(
  transaction: PoolClient,
  store: Pick<EventStore, 'readAll'>,
  { note, checkpoint }: Signed,
): Promise<boolean> {
  const edge = openTreeEdge();
  await transaction.query('savepoint empty');
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
  if (edge.size() === checkpoint.size && edge.root().equals(checkpoint.root)) {
    await insertCheckpoint(transaction, { size: checkpoint.size, note });
    // Events between the anchor and the end of the last page follow the checkpoint.
    await moveNotary(transaction, { position: anchor, nextLeaf: checkpoint.size, anchor });
    return true;
  }
  await transaction.query('rollback to savepoint empty');
  await restartNotary(transaction);
  return false;
}
