import type { Pool } from 'pg';
import { findCosignature } from '../notes/cosignature.js';
import type { NoteVerifier } from '../notes/note-keys.js';
import { textOfNote } from '../notes/signed-note.js';
import { proveConsistency } from '../tree/proofs.js';
import { readNewestCheckpoint, storedTiles } from '../tree-tables.js';
import type { StoredCheckpoint } from '../tree-tables.js';
import { insertCosignature, readCosignedSize } from './publication-tables.js';
import { post, PublicationFailed } from './target.js';
import type { PublicationTarget } from './target.js';

/** A witness, and the place that it takes checkpoints at. */
export interface Witness {
  /** The submission prefix. */
  readonly url: string;
  readonly key: NoteVerifier;
}

const SIZE = /^(0|[1-9]\d{0,14})\n$/;
/** The witness knows another size if its answer to an earlier request was lost. */
const ATTEMPTS = 2;

/**
 * Sends each checkpoint to a witness with the proof that it continues the one before, and stores the cosignature (C2SP
 * tlog-witness). A witness that knows more events than this log shows that the log has lost some.
 */
export function witnessTarget(pool: Pool, { url, key }: Witness): PublicationTarget {
  async function submit({ size, note }: StoredCheckpoint, old: number) {
    if (old > size)
      throw new PublicationFailed(
        `has signed ${String(old)} events, and this log has only ${String(size)}: it has lost events`,
      );
    const proof = await proveConsistency(storedTiles(pool), old, size);
    const lines = proof.map((hash) => `${hash.toString('base64')}\n`).join('');
    return await post(`${url}/add-checkpoint`, `old ${String(old)}\n${lines}\n${note}`);
  }

  /** Returns a checkpoint, or the newest if the witness knows more: another process may have sent that one. */
  async function upToDate(checkpoint: StoredCheckpoint, old: number): Promise<StoredCheckpoint> {
    return old > checkpoint.size ? ((await readNewestCheckpoint(pool)) ?? checkpoint) : checkpoint;
  }

  return {
    name: `witness:${key.name}`,
    async publish(given) {
      let old = await readCosignedSize(pool, key.name);
      for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
        const checkpoint = await upToDate(given, old);
        const { status, text } = await submit(checkpoint, old);
        if (status === 200) {
          const line = findCosignature(text, textOfNote(checkpoint.note), key);
          if (line === null) throw new PublicationFailed('answers without a valid cosignature of its key');
          await insertCosignature(pool, checkpoint.size, key.name, line);
          return;
        }
        const [, known] = SIZE.exec(text) ?? [];
        if (status !== 409 || known === undefined || Number(known) === old) throw refusalOf(status);
        old = Number(known);
      }
      throw refusalOf(409);
    },
  };
}

const REASONS: ReadonlyMap<number, string> = new Map([
  [403, 'does not trust the key of this log'],
  [404, 'does not know the name of this log'],
  [409, 'has signed another log under this name'],
  [422, 'has signed another log under this name'],
]);

function refusalOf(status: number): PublicationFailed {
  return new PublicationFailed(REASONS.get(status) ?? `answers ${String(status)}`);
}
