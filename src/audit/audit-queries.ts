import type { Pool } from 'pg';
import { knownPosition } from '../eventstore/known-position.js';
import type { EventStore, Position } from '../eventstore/port.js';
import { leafOf } from './leaf.js';
import { originOf } from './notes/checkpoint.js';
import type { NoteSigner } from './notes/note-keys.js';
import { formatProof } from './notes/proof-file.js';
import { readCosignatures } from './publish/publication-tables.js';
import { proveConsistency, proveInclusion } from './tree/proofs.js';
import { TILE_WIDTH, widestTile } from './tree/tiles.js';
import type { Tile } from './tree/tiles.js';
import {
  findLeaf,
  readCheckpointsAfter,
  readHashes,
  readNewestCheckpoint,
  storedTiles,
} from './tree-tables.js';
import type { StoredCheckpoint } from './tree-tables.js';

/** The queries about the signed tree. They answer null for anything beyond its newest checkpoint. */
export interface AuditQueries {
  /** Returns the public keys of the newest checkpoint and of the next one, without repetition. */
  readKeys(): Promise<string[]>;
  /** Returns the newest checkpoint, a signed note. */
  readCheckpoint(): Promise<string | null>;
  /** Returns checkpoints of trees larger than a size, the smallest first. */
  listCheckpoints(after: number, limit: number): Promise<StoredCheckpoint[]>;
  /** Returns the first checkpoint that covers the event at a position. */
  findCheckpointOf(position: Position): Promise<StoredCheckpoint | null>;
  /** Returns the proof file of the event at a position. */
  proveEvent(position: string): Promise<string | null>;
  /** Returns the consistency proof between the trees of two sizes. */
  proveGrowth(from: number, to: number): Promise<Buffer[] | null>;
  /** Returns the hashes of a tile, one after the other. */
  readTile(tile: Tile): Promise<Buffer | null>;
}

interface Options {
  readonly pool: Pool;
  readonly store: EventStore;
  readonly signerOf: (origin: string) => NoteSigner;
  /** The name of the log in new checkpoints. */
  readonly origin: string;
}

/** Binds the queries to a database and a log. */
export function auditQueries({ pool, store, signerOf, origin }: Options): AuditQueries {
  const treeTiles = storedTiles(pool);

  async function readSize(): Promise<number> {
    return (await readNewestCheckpoint(pool))?.size ?? 0;
  }

  /** Returns a checkpoint with the signatures of witnesses below that of the log. */
  async function cosigned({ size, note }: StoredCheckpoint): Promise<string> {
    return note + ((await readCosignatures(pool, [size])).get(size) ?? '');
  }

  return {
    async readKeys() {
      const newest = await readNewestCheckpoint(pool);
      const origins = new Set([...(newest === null ? [] : [originOf(newest.note)]), origin]);
      return [...origins].map((name) => signerOf(name).verifier.text);
    },

    async readCheckpoint() {
      const newest = await readNewestCheckpoint(pool);
      return newest === null ? null : await cosigned(newest);
    },

    async listCheckpoints(after, limit) {
      const stored = await readCheckpointsAfter(pool, after, limit);
      const lines = await readCosignatures(
        pool,
        stored.map(({ size }) => size),
      );
      return stored.map(({ size, note }) => ({ size, note: note + (lines.get(size) ?? '') }));
    },

    async findCheckpointOf(position) {
      const event = await store.eventAt(position);
      const index = event === null ? null : await findLeaf(pool, event.id);
      if (index === null) return null;
      const [first] = await readCheckpointsAfter(pool, index, 1);
      return first ?? null;
    },

    async proveEvent(text) {
      const position = await knownPosition(store, text);
      if (position === null) return null;
      const [event, newest] = await Promise.all([store.eventAt(position), readNewestCheckpoint(pool)]);
      const index = event === null ? null : await findLeaf(pool, event.id);
      if (event === null || newest === null || index === null || index >= newest.size) return null;
      const hashes = await proveInclusion(treeTiles, index, newest.size);
      return formatProof({ leaf: leafOf(event), index, hashes, checkpoint: await cosigned(newest) });
    },

    async proveGrowth(from, to) {
      return to > (await readSize()) ? null : await proveConsistency(treeTiles, from, to);
    },

    async readTile({ level, index, width }) {
      const widest = widestTile(level, index, await readSize());
      if (width > widest.width) return null;
      return Buffer.concat(await readHashes(pool, level, index * TILE_WIDTH, width));
    },
  };
}
