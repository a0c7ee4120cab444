/** The number of hashes in a full tile (C2SP tlog-tiles). */
export const TILE_WIDTH = 256;

/** Up to `width` hashes of one level, from `index * 256` on. */
export interface Tile {
  readonly level: number;
  readonly index: number;
  /** The number of hashes, 256 in a full tile. */
  readonly width: number;
}

/** Six levels hold more leaves than a number in JavaScript counts. */
const MAX_LEVEL = 5;
const LEVEL = /^(0|[1-9]\d?)$/;
const PATH = /^((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** Returns the path of a tile: `0/x001/234` or, for a partial one, `0/x001/234.p/56` (C2SP tlog-tiles). */
export function tilePath({ level, index, width }: Tile): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? [];
  const number = groups.map((group, place) => (place < groups.length - 1 ? `x${group}` : group)).join('/');
  return `${String(level)}/${number}${width === TILE_WIDTH ? '' : `.p/${String(width)}`}`;
}

/** Parses the path of a tile. Returns null unless `tilePath` spells the tile like this. */
export function parseTilePath(path: string): Tile | null {
  const [level = '', ...rest] = path.split('/');
  const [, number = '', width] = PATH.exec(rest.join('/')) ?? [];
  if (!LEVEL.test(level) || number === '') return null;
  const tile = {
    level: Number(level),
    index: Number(number.replaceAll(/[x/]/g, '')),
    width: width === undefined ? TILE_WIDTH : Number(width),
  };
  const isValid = tile.level <= MAX_LEVEL && Number.isSafeInteger(tile.index);
  return isValid && tilePath(tile) === path ? tile : null;
}

/** Returns the number of hashes that a tree of a size has at a level. */
export function hashesAt(level: number, size: number): number {
  return Math.floor(size / TILE_WIDTH ** level);
}

/** Returns the widest form of a tile in a tree of a size. Its width is 0 if the tree does not reach it. */
export function widestTile(level: number, index: number, size: number): Tile {
  const width = Math.min(TILE_WIDTH, Math.max(0, hashesAt(level, size) - index * TILE_WIDTH));
  return { level, index, width };
}

/** Returns the tiles of all levels of a tree of a size, level by level. */
export function* tilesOf(size: number): Generator<Tile> {
  for (let level = 0; hashesAt(level, size) > 0; level += 1) {
    const count = Math.ceil(hashesAt(level, size) / TILE_WIDTH);
    for (let index = 0; index < count; index += 1) yield widestTile(level, index, size);
  }
}
