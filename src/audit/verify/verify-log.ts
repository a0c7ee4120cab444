import type { Checkpoint } from '../notes/checkpoint.js';
import { openTreeEdge } from '../tree/tree-edge.js';
import type { Head } from '../tree/verify-proofs.js';
import { compareLeaves } from './compare-leaves.js';
import type { Difference, LogLeaf } from './compare-leaves.js';
import type { LeafSource } from './leaf-source.js';
import { openSigned } from './signed-tree.js';
import type { SignedTree, VerifierOf } from './signed-tree.js';

export interface Verification {
  readonly log: LeafSource;
  /** The signed leaves, or null to compare the trusted checkpoint only. */
  readonly tree: SignedTree | null;
  readonly verifierOf: VerifierOf;
  /** A checkpoint from outside of the database, or null. */
  readonly trusted: Checkpoint | null;
  /** Called after each page with the number of leaves that were read. */
  readonly onProgress?: (events: number) => void;
}

export interface Verdict {
  /** The number of events that have a leaf. */
  readonly events: number;
  /** The number of those that are signed. */
  readonly signed: number;
  readonly differences: readonly Difference[];
  /** Sizes of checkpoints of the tree whose signature or root is wrong. */
  readonly wrongCheckpoints: readonly number[];
  /** True if the signed leaves lead to the trusted checkpoint, or if there is none. */
  readonly isTreeTrusted: boolean;
  /** True if the log starts with all events of the trusted checkpoint, or if there is none. */
  readonly isLogTrusted: boolean;
}

const PAGE = 1000;

const NO_TREE: SignedTree = {
  size: 0,
  readLeaves: () => Promise.resolve([]),
  readCheckpoints: () => Promise.resolve([]),
};

/**
 * Computes the tree of the log anew. Compares it with the signed leaves, their checkpoints, and a checkpoint from outside.
 */
export async function verifyLog(verification: Verification): Promise<Verdict> {
  const { log, trusted, onProgress } = verification;
  const tree = verification.tree ?? NO_TREE;
  const checks = await openChecks({ ...verification, tree });
  const edge = openTreeEdge();
  let firstDifference: number | null = null;
  for await (const leaves of log()) {
    const signed = await tree.readLeaves(edge.size(), leaves.length);
    for (const [place, { hash }] of leaves.entries()) {
      const isSigned = edge.size() < tree.size;
      if (isSigned && signed[place]?.equals(hash) !== true) firstDifference ??= edge.size();
      edge.append(hash);
      if (checks.isAt(edge.size())) await checks.check({ size: edge.size(), root: edge.root() });
    }
    onProgress?.(edge.size());
  }
  if (edge.size() < tree.size) firstDifference ??= edge.size();
  const isLogTrusted = trusted === null || checks.isTrusted();
  return {
    events: edge.size(),
    signed: tree.size,
    differences: firstDifference === null ? [] : await differencesFrom(log, tree, firstDifference),
    wrongCheckpoints: checks.wrong(),
    isTreeTrusted:
      verification.tree === null || (firstDifference === null ? isLogTrusted : await leadsTo(tree, trusted)),
    isLogTrusted,
  };
}

/** Checks heads of the log against the checkpoints of the tree and the trusted one, in the order of their sizes. */
async function openChecks({
  tree,
  verifierOf,
  trusted,
}: Pick<Verification, 'verifierOf' | 'trusted'> & { readonly tree: SignedTree }) {
  const wrong: number[] = [];
  let isTrusted = trusted?.size === 0;
  let notes: readonly string[] = [];
  let next: Checkpoint | null = null;
  let reached = 0;

  async function advance(): Promise<void> {
    for (;;) {
      if (notes.length === 0) notes = await tree.readCheckpoints(reached);
      const [note, ...rest] = notes;
      if (note === undefined) return;
      notes = rest;
      next = openSigned(note, verifierOf);
      reached = next?.size ?? claimedSize(note, reached);
      if (next !== null) return;
      wrong.push(reached);
    }
  }

  await advance();
  return {
    isAt: (size: number) => next?.size === size || trusted?.size === size,
    async check({ size, root }: Head): Promise<void> {
      if (trusted?.size === size) isTrusted = trusted.root.equals(root);
      if (next?.size !== size) return;
      if (!next.root.equals(root)) wrong.push(size);
      next = null;
      await advance();
    },
    isTrusted: () => isTrusted,
    wrong: () => wrong,
  };
}

/** Returns the size that an unsigned checkpoint claims, so that the next ones are read. */
function claimedSize(note: string, after: number): number {
  const size = Number(note.split('\n')[1]);
  return Number.isSafeInteger(size) && size > after ? size : after + 1;
}

/** Tells whether the signed leaves lead to a checkpoint. */
async function leadsTo(tree: SignedTree, trusted: Checkpoint | null): Promise<boolean> {
  if (trusted === null) return true;
  if (trusted.size > tree.size) return false;
  const edge = openTreeEdge();
  while (edge.size() < trusted.size) {
    const leaves = await tree.readLeaves(edge.size(), Math.min(PAGE, trusted.size - edge.size()));
    if (leaves.length === 0) return false;
    for (const leaf of leaves) edge.append(leaf);
  }
  return edge.root().equals(trusted.root);
}

/** Names the differences from an index on. It reads the log again, because most verifications find none. */
async function differencesFrom(log: LeafSource, tree: SignedTree, start: number): Promise<Difference[]> {
  return await compareLeaves({
    signed: signedFrom(tree, start),
    log: logFrom(log, start),
    start,
    size: tree.size,
  });
}

async function* logFrom(log: LeafSource, start: number): AsyncGenerator<LogLeaf[]> {
  let index = 0;
  for await (const leaves of log()) {
    yield leaves
      .slice(Math.max(0, start - index))
      .map((leaf) => ({ hash: textOf(leaf.hash), name: () => leaf.name() }));
    index += leaves.length;
  }
}

async function* signedFrom(tree: SignedTree, start: number): AsyncGenerator<string[]> {
  for (let index = start; index < tree.size;) {
    const leaves = await tree.readLeaves(index, PAGE);
    if (leaves.length === 0) return;
    yield leaves.map(textOf);
    index += leaves.length;
  }
}

/** Returns a hash as a short text, which is compared by value. */
function textOf(hash: Buffer): string {
  return hash.toString('latin1');
}
