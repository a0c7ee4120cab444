import { leafHash } from '../../src/audit/tree/hashes.js';
import type { ReadTile } from '../../src/audit/tree/proofs.js';
import { openTreeEdge } from '../../src/audit/tree/tree-edge.js';

/** Grows a tree in memory. Returns its tiles by `level/index`. */
export function growTree(leaves: readonly Buffer[]): {
  readonly tiles: ReadonlyMap<string, readonly Buffer[]>;
  readonly readTile: ReadTile;
} {
  const tiles = new Map<string, Buffer[]>();
  const edge = openTreeEdge();
  for (const leaf of leaves) {
    for (const { level, index, hash } of edge.append(leafHash(leaf))) {
      const name = `${String(level)}/${String(Math.floor(index / 256))}`;
      tiles.set(name, [...(tiles.get(name) ?? []), hash]);
    }
  }
  return {
    tiles,
    readTile: (level, index) => Promise.resolve(tiles.get(`${String(level)}/${String(index)}`) ?? []),
  };
}
