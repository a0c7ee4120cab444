import { describe, expect, test } from '@jest/globals';
import { leafHash } from '../../src/audit/tree/hashes.js';
import { proveConsistency, proveInclusion, rootAt } from '../../src/audit/tree/proofs.js';
import { parseTilePath, tilePath, tilesOf } from '../../src/audit/tree/tiles.js';
import { openTreeEdge } from '../../src/audit/tree/tree-edge.js';
import { provesConsistency, provesInclusion } from '../../src/audit/tree/verify-proofs.js';
import { naiveConsistency, naiveInclusion, naiveRoot } from './naive-tree.js';
import { growTree } from './grown-tree.js';

/** The leaves and roots of the test data that implementations of RFC 6962 share. */
const REFERENCE_LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((hex) => Buffer.from(hex, 'hex'));
const REFERENCE_ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const leavesOf = (count: number) => Array.from({ length: count }, (_, n) => Buffer.from(`leaf ${String(n)}`));
const hex = (hashes: readonly Buffer[]) => hashes.map((hash) => hash.toString('hex'));

/** Sizes around the borders of subtrees and tiles. */
const SIZES = [1, 2, 3, 5, 8, 13, 255, 256, 257, 511, 512, 700, 1025];

describe('the Merkle tree', () => {
  test('the roots of the shared test data of RFC 6962 are reproduced', () => {
    const edge = openTreeEdge();
    const roots = [
      edge.root(),
      ...REFERENCE_LEAVES.map((leaf) => (edge.append(leafHash(leaf)), edge.root())),
    ];
    expect(hex(roots)).toEqual(REFERENCE_ROOTS);
  });

  test('the proofs of the shared test data of RFC 6962 are reproduced', async () => {
    const { readTile } = growTree(REFERENCE_LEAVES);
    expect(hex(await proveInclusion(readTile, 0, 8))).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
    expect(hex(await proveConsistency(readTile, 6, 8))).toEqual([
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
  });

  test('roots and inclusion proofs equal those of the definition at the borders of tiles', async () => {
    const leaves = leavesOf(1025);
    const { readTile } = growTree(leaves);
    for (const size of SIZES) {
      const known = leaves.slice(0, size);
      expect(await rootAt(readTile, size)).toEqual(naiveRoot(known));
      for (const index of [0, size >> 1, size - 1]) {
        const proof = await proveInclusion(readTile, index, size);
        expect(hex(proof)).toEqual(hex(naiveInclusion(index, known)));
        const leaf = leafHash(Buffer.from(`leaf ${String(index)}`));
        expect(provesInclusion(proof, leaf, index, { size, root: naiveRoot(known) })).toBe(true);
      }
    }
  });

  test('consistency proofs between any two sizes equal those of the definition', async () => {
    const leaves = leavesOf(1025);
    const { readTile } = growTree(leaves);
    for (const to of SIZES) {
      for (const from of SIZES.filter((size) => size <= to)) {
        const known = leaves.slice(0, to);
        const proof = await proveConsistency(readTile, from, to);
        expect(hex(proof)).toEqual(hex(naiveConsistency(from, known)));
        const older = { size: from, root: naiveRoot(leaves.slice(0, from)) };
        expect(provesConsistency(proof, older, { size: to, root: naiveRoot(known) })).toBe(true);
      }
    }
  });

  test('a proof fails for every changed bit, another index and another size', async () => {
    const leaves = leavesOf(300);
    const { readTile } = growTree(leaves);
    const [index, leaf] = [137, leafHash(Buffer.from('leaf 137'))];
    const head = { size: 300, root: naiveRoot(leaves) };
    const proof = await proveInclusion(readTile, index, head.size);
    for (const [place, hash] of proof.entries()) {
      for (let bit = 0; bit < hash.length * 8; bit += 1) {
        expect(provesInclusion(proof.with(place, flipped(hash, bit)), leaf, index, head)).toBe(false);
      }
    }
    expect(provesInclusion(proof, leaf, index + 1, head)).toBe(false);
    expect(provesInclusion(proof, leaf, index, { ...head, size: 100_000 })).toBe(false);
    expect(provesInclusion(proof, leaf, -1, head)).toBe(false);
    expect(provesInclusion(proof.slice(1), leaf, index, head)).toBe(false);
  });

  test('a consistency proof fails for a changed hash and for a tree that has shrunk', async () => {
    const leaves = leavesOf(300);
    const { readTile } = growTree(leaves);
    const older = { size: 137, root: naiveRoot(leaves.slice(0, 137)) };
    const newer = { size: 300, root: naiveRoot(leaves) };
    const proof = await proveConsistency(readTile, older.size, newer.size);
    for (const [place, hash] of proof.entries())
      expect(provesConsistency(proof.with(place, flipped(hash, 7)), older, newer)).toBe(false);
    expect(provesConsistency(proof, newer, older)).toBe(false);
    expect(provesConsistency([], older, { ...newer, size: older.size })).toBe(false);
    expect(provesConsistency([], older, newer)).toBe(false);
  });

  test('an edge that is opened again grows to the same roots', () => {
    const leaves = leavesOf(600).map(leafHash);
    const whole = openTreeEdge();
    const { tiles } = growTree(leavesOf(300));
    const reopened = openTreeEdge(300, [tiles.get('0/1') ?? [], tiles.get('1/0') ?? []]);
    for (const leaf of leaves) whole.append(leaf);
    for (const leaf of leaves.slice(300)) reopened.append(leaf);
    expect(reopened.root()).toEqual(whole.root());
    expect(reopened.size()).toBe(600);
  });
});

describe('tiles', () => {
  test('paths are those of the C2SP tlog-tiles specification', () => {
    expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).toBe('0/x001/x234/067');
    expect(tilePath({ level: 1, index: 0, width: 8 })).toBe('1/000.p/8');
  });

  test('each tile of a tree has one path that leads back to it', () => {
    for (const tile of tilesOf(70_000)) expect(parseTilePath(tilePath(tile))).toEqual(tile);
    expect([...tilesOf(70_000)].filter(({ level }) => level > 0)).toEqual([
      { level: 1, index: 0, width: 256 },
      { level: 1, index: 1, width: 17 },
      { level: 2, index: 0, width: 1 },
    ]);
  });

  test.each(['0/000.p/0', '0/000.p/256', '0/1', '0/x000/001', '00/001', '64/000', '0/../001', '', '0/x001'])(
    'the path %j is rejected',
    (path) => {
      expect(parseTilePath(path)).toBeNull();
    },
  );
});

function flipped(hash: Buffer, bit: number): Buffer {
  const copy = Buffer.from(hash);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}
