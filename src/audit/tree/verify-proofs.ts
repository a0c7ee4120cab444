import { EMPTY_ROOT, isPowerOfTwo, nodeHash } from './hashes.js';

/** The root of a tree of a size. */
export interface Head {
  readonly size: number;
  readonly root: Buffer;
}

/** Tells whether a proof shows that a leaf is at an index of a tree (RFC 9162 §2.1.3.2). */
export function provesInclusion(proof: readonly Buffer[], leaf: Buffer, index: number, head: Head): boolean {
  if (!Number.isSafeInteger(index) || index < 0 || index >= head.size) return false;
  let [node, last] = [index, head.size - 1];
  let root = leaf;
  for (const hash of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      root = nodeHash(hash, root);
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, half(last)];
    } else root = nodeHash(root, hash);
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && root.equals(head.root);
}

/** Tells whether a proof shows that a tree starts with all leaves of an older one (RFC 9162 §2.1.4.2). */
export function provesConsistency(proof: readonly Buffer[], older: Head, newer: Head): boolean {
  if (older.size > newer.size) return false;
  if (older.size === newer.size) return proof.length === 0 && older.root.equals(newer.root);
  if (older.size === 0) return proof.length === 0 && older.root.equals(EMPTY_ROOT);
  const [first, ...rest] = isPowerOfTwo(older.size) ? [older.root, ...proof] : proof;
  if (first === undefined) return false;
  let [node, last] = [older.size - 1, newer.size - 1];
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  let [olderRoot, newerRoot] = [first, first];
  for (const hash of rest) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      [olderRoot, newerRoot] = [nodeHash(hash, olderRoot), nodeHash(hash, newerRoot)];
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, half(last)];
    } else newerRoot = nodeHash(newerRoot, hash);
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && olderRoot.equals(older.root) && newerRoot.equals(newer.root);
}

function half(value: number): number {
  return Math.floor(value / 2);
}
