import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { openCheckpoint, originOf } from '../notes/checkpoint.js';
import type { Checkpoint } from '../notes/checkpoint.js';
import type { NoteVerifier } from '../notes/note-keys.js';
import { HASH_BYTES } from '../tree/hashes.js';
import { TILE_WIDTH, tilePath, widestTile } from '../tree/tiles.js';
import { readCheckpointsAfter, readHashes, readNewestCheckpoint } from '../tree-tables.js';

/** Returns the public key for a log name, or null for a log of others. */
export type VerifierOf = (origin: string) => NoteVerifier | null;

/** The leaves that were signed: those in the database, or exported tiles. */
export interface SignedTree {
  /** The number of leaves that the newest checkpoint covers. */
  readonly size: number;
  /** Returns the hashes of leaves from an index on. A tree that was changed may lack some. */
  readLeaves(start: number, count: number): Promise<readonly Buffer[]>;
  /** Returns signed notes of sizes above one, up to the size of the tree, the smallest first. */
  readCheckpoints(after: number): Promise<readonly string[]>;
}

const CHECKPOINTS = 1000;

/** Returns the checkpoint in a note, or null if it is not signed by a key of this log. */
export function openSigned(note: string, verifierOf: VerifierOf): Checkpoint | null {
  const verifier = verifierOf(originOf(note));
  return verifier === null ? null : openCheckpoint(note, verifier);
}

/** Opens the tree in the tables of the notary, as it is now. */
export async function storedTree(pool: Pool): Promise<SignedTree> {
  const size = (await readNewestCheckpoint(pool))?.size ?? 0;
  return {
    size,
    readLeaves: (start, count) => readHashes(pool, 0, start, Math.min(count, size - start)),
    async readCheckpoints(after) {
      const stored = await readCheckpointsAfter(pool, after, CHECKPOINTS);
      return stored.filter((checkpoint) => checkpoint.size <= size).map(({ note }) => note);
    },
  };
}

/**
 * Opens the tree of a folder with the file `checkpoint` and the tiles below `tile/` (C2SP tlog-tiles). Returns null if the
 * file is not a signed checkpoint.
 */
export async function exportedTree(folder: string, verifierOf: VerifierOf): Promise<SignedTree | null> {
  const note = await readFile(join(folder, 'checkpoint'), 'utf8').catch(() => '');
  const size = openSigned(note, verifierOf)?.size ?? null;
  if (size === null) return null;

  const readTile = async (index: number): Promise<Buffer[]> => {
    const tile = widestTile(0, index, size);
    const bytes = await readFile(join(folder, 'tile', tilePath(tile)));
    return Array.from({ length: tile.width }, (_, place) =>
      bytes.subarray(place * HASH_BYTES, (place + 1) * HASH_BYTES),
    );
  };

  return {
    size,
    async readLeaves(start, count) {
      const end = Math.min(start + count, size);
      const leaves: Buffer[] = [];
      for (let index = Math.floor(start / TILE_WIDTH); index * TILE_WIDTH < end; index += 1) {
        const from = index * TILE_WIDTH;
        leaves.push(...(await readTile(index)).slice(Math.max(0, start - from), end - from));
      }
      return leaves;
    },
    readCheckpoints: (after) => Promise.resolve(after < size ? [note] : []),
  };
}
