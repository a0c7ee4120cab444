import { completeRoot, EMPTY_ROOT, isPowerOfTwo, nodeHash, splitOf } from './hashes.js';
import { TILE_WIDTH } from './tiles.js';

/** Consecutive leaves: from `start` up to, but not including, `end`. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/** Reads the hashes of a tile that exist in the tree, from its start on. */
export type ReadTile = (level: number, index: number) => Promise<readonly Buffer[]>;

/** A tile lacks hashes that the tree must have. */
export class IncompleteTree extends Error {
  override readonly name = 'IncompleteTree';
  constructor(level: number, index: number) {
    super(`The tile ${String(index)} of level ${String(level)} is incomplete.`);
  }
}

/** Returns the root of the first `size` leaves. */
export async function rootAt(readTile: ReadTile, size: number): Promise<Buffer> {
  return size === 0 ? EMPTY_ROOT : await rangeRoot(cached(readTile), { start: 0, end: size });
}

/** Returns the inclusion proof of a leaf in the tree of `size` leaves (RFC 9162 §2.1.3.1). */
export async function proveInclusion(readTile: ReadTile, index: number, size: number): Promise<Buffer[]> {
  return await rootsOf(readTile, inclusionRanges(index, { start: 0, end: size }));
}

/** Returns the consistency proof between the trees of two sizes (RFC 9162 §2.1.4.1). An empty tree needs none. */
export async function proveConsistency(readTile: ReadTile, from: number, to: number): Promise<Buffer[]> {
  return from === 0 ? [] : await rootsOf(readTile, consistencyRanges(from, { start: 0, end: to }, true));
}

async function rootsOf(readTile: ReadTile, ranges: readonly Range[]): Promise<Buffer[]> {
  const read = cached(readTile);
  return await Promise.all(ranges.map((range) => rangeRoot(read, range)));
}

/** PATH of RFC 9162 §2.1.3.1, with ranges in the place of hashes. */
function inclusionRanges(index: number, range: Range): Range[] {
  if (range.end - range.start === 1) return [];
  const [left, right] = halvesOf(range);
  return index < left.end
    ? [...inclusionRanges(index, left), right]
    : [...inclusionRanges(index, right), left];
}

/** SUBPROOF of RFC 9162 §2.1.4.1, with ranges in the place of hashes. `from` counts from the start of the log. */
function consistencyRanges(from: number, range: Range, isKnown: boolean): Range[] {
  if (from === range.end) return isKnown ? [] : [range];
  const [left, right] = halvesOf(range);
  return from <= left.end
    ? [...consistencyRanges(from, left, isKnown), right]
    : [...consistencyRanges(from, right, false), left];
}

function halvesOf({ start, end }: Range): [left: Range, right: Range] {
  const middle = start + splitOf(end - start);
  return [
    { start, end: middle },
    { start: middle, end },
  ];
}

/** Returns the root of a range that starts where a subtree of its size does. */
async function rangeRoot(readTile: ReadTile, range: Range): Promise<Buffer> {
  const count = range.end - range.start;
  if (isPowerOfTwo(count)) return await subtreeRoot(readTile, range.start, count);
  const [left, right] = await Promise.all(halvesOf(range).map((half) => rangeRoot(readTile, half)));
  if (left === undefined || right === undefined) throw new RangeError('A range has two halves.');
  return nodeHash(left, right);
}

/** Returns the root of a complete subtree, from the highest tile that has all its hashes. */
async function subtreeRoot(readTile: ReadTile, start: number, count: number): Promise<Buffer> {
  let [level, place, width] = [0, start, count];
  for (; width >= TILE_WIDTH; level += 1) [place, width] = [place / TILE_WIDTH, width / TILE_WIDTH];
  const index = Math.floor(place / TILE_WIDTH);
  const tile = await readTile(level, index);
  const hashes = tile.slice(place % TILE_WIDTH, (place % TILE_WIDTH) + width);
  if (hashes.length < width) throw new IncompleteTree(level, index);
  return completeRoot(hashes);
}

/** Reads each tile once. */
function cached(readTile: ReadTile): ReadTile {
  const tiles = new Map<string, ReturnType<ReadTile>>();
  return (level, index) => {
    const name = `${String(level)}/${String(index)}`;
    const found = tiles.get(name) ?? readTile(level, index);
    tiles.set(name, found);
    return found;
  };
}
