import { completeRoot, EMPTY_ROOT, nodeHash } from './hashes.js';
import { TILE_WIDTH } from './tiles.js';

/** A hash at its place. Level 0 has the leaves, and each level above the roots of 256 hashes below (C2SP tlog-tiles). */
export interface PlacedHash {
  readonly level: number;
  readonly index: number;
  readonly hash: Buffer;
}

/** The right edge of a growing tree: its incomplete tiles. They determine its root and everything that it grows to. */
export interface TreeEdge {
  /** Returns the number of leaves. */
  size(): number;
  /** Appends the hash of a leaf. Returns it, and the roots of the tiles that it completes. */
  append(leaf: Buffer): PlacedHash[];
  root(): Buffer;
}

/**
 * Opens the edge of a tree.
 *
 * @param tiles the incomplete tile of each level from 0 upwards; a missing one is empty
 */
export function openTreeEdge(leaves = 0, tiles: readonly (readonly Buffer[])[] = []): TreeEdge {
  const levels = tiles.map((tile) => [...tile]);
  let size = leaves;

  function add(level: number, index: number, hash: Buffer): PlacedHash[] {
    const tile = (levels[level] ??= []);
    tile.push(hash);
    const placed = { level, index, hash };
    if (tile.length < TILE_WIDTH) return [placed];
    levels[level] = [];
    return [placed, ...add(level + 1, (index + 1) / TILE_WIDTH - 1, completeRoot(tile))];
  }

  return {
    size: () => size,
    append(leaf) {
      const placed = add(0, size, leaf);
      size += 1;
      return placed;
    },
    root() {
      const roots = levels.toReversed().flatMap(completeRoots);
      return (
        roots.reduceRight<Buffer | null>(
          (right, left) => (right === null ? left : nodeHash(left, right)),
          null,
        ) ?? EMPTY_ROOT
      );
    },
  };
}

/** Returns the roots of the complete subtrees of an incomplete tile, the largest first. */
function completeRoots(tile: readonly Buffer[]): Buffer[] {
  const roots: Buffer[] = [];
  let start = 0;
  for (let width = TILE_WIDTH / 2; width >= 1; width /= 2) {
    if (tile.length - start < width) continue;
    roots.push(completeRoot(tile.slice(start, start + width)));
    start += width;
  }
  return roots;
}
