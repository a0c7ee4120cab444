import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Pool } from 'pg';
import { TILE_WIDTH, tilePath, tilesOf } from '../tree/tiles.js';
import { readHashes } from '../tree-tables.js';
import type { StoredCheckpoint } from '../tree-tables.js';

/** Writes the tree of a checkpoint to a folder: its tiles, and then the checkpoint (C2SP tlog-tiles). */
export async function exportTree(
  pool: Pool,
  { size, note }: StoredCheckpoint,
  folder: string,
): Promise<void> {
  for (const tile of tilesOf(size)) {
    const path = join(folder, 'tile', tilePath(tile));
    const hashes = await readHashes(pool, tile.level, tile.index * TILE_WIDTH, tile.width);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, Buffer.concat(hashes));
  }
  await writeFile(join(folder, 'checkpoint'), note);
}
