import { createHash } from 'node:crypto';

/** The tree of RFC 6962 §2.1, spelt as its definitions, without a line of the code under test. */

const sha256 = (...parts: readonly Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest();

/** MTH of RFC 6962 §2.1. */
export function naiveRoot(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (only === undefined) return sha256();
  if (leaves.length === 1) return sha256(Buffer.of(0), only);
  const k = split(leaves.length);
  return sha256(Buffer.of(1), naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)));
}

/** PATH of RFC 6962 §2.1.1. */
export function naiveInclusion(index: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length === 1) return [];
  const k = split(leaves.length);
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
  return index < k
    ? [...naiveInclusion(index, left), naiveRoot(right)]
    : [...naiveInclusion(index - k, right), naiveRoot(left)];
}

/** PROOF of RFC 6962 §2.1.2. */
export function naiveConsistency(size: number, leaves: readonly Buffer[], known = true): Buffer[] {
  if (size === leaves.length) return known ? [] : [naiveRoot(leaves)];
  const k = split(leaves.length);
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
  return size <= k
    ? [...naiveConsistency(size, left, known), naiveRoot(right)]
    : [...naiveConsistency(size - k, right, false), naiveRoot(left)];
}

function split(count: number): number {
  let k = 1;
  while (k * 2 < count) k *= 2;
  return k;
}
