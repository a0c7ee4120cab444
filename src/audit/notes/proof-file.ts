import { HASH_BYTES, leafHash } from '../tree/hashes.js';
import { provesInclusion } from '../tree/verify-proofs.js';
import { openCheckpoint } from './checkpoint.js';
import type { NoteVerifier } from './note-keys.js';

/** A proof that a leaf is in a log, with the checkpoint that it leads to (C2SP tlog-proof). */
export interface InclusionProof {
  readonly leaf: Buffer;
  readonly index: number;
  readonly hashes: readonly Buffer[];
  /** A signed note. */
  readonly checkpoint: string;
}

const HEADER = 'c2sp.org/tlog-proof@v1';
const FILE = /^c2sp\.org\/tlog-proof@v1\nextra (\S+)\nindex (0|[1-9]\d*)\n((?:\S+\n)*)\n(.*)$/s;

/** Formats a proof as a file that contains everything needed to verify it offline. Its extra data are the leaf. */
export function formatProof({ leaf, index, hashes, checkpoint }: InclusionProof): string {
  const lines = [
    HEADER,
    `extra ${leaf.toString('base64')}`,
    `index ${String(index)}`,
    ...hashes.map((hash) => hash.toString('base64')),
  ];
  return `${lines.join('\n')}\n\n${checkpoint}`;
}

/** Parses a file that `formatProof` has written. Returns null for any other text. */
export function parseProof(file: string): InclusionProof | null {
  const [, leaf, index, lines, checkpoint] = FILE.exec(file) ?? [];
  if (leaf === undefined || index === undefined || lines === undefined || checkpoint === undefined)
    return null;
  const hashes = lines
    .split('\n')
    .slice(0, -1)
    .map((line) => Buffer.from(line, 'base64'));
  const proof = { leaf: Buffer.from(leaf, 'base64'), index: Number(index), hashes, checkpoint };
  // A proof has one spelling: base64 that decodes to the same bytes in another way is rejected.
  return hashes.every(({ length }) => length === HASH_BYTES) && formatProof(proof) === file ? proof : null;
}

/** Returns the leaf that a proof file shows to be in the log of a key, or null. */
export function openProof(file: string, verifier: NoteVerifier): Buffer | null {
  const proof = parseProof(file);
  const head = proof === null ? null : openCheckpoint(proof.checkpoint, verifier);
  if (proof === null || head === null) return null;
  return provesInclusion(proof.hashes, leafHash(proof.leaf), proof.index, head) ? proof.leaf : null;
}
