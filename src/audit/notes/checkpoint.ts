import { HASH_BYTES } from '../tree/hashes.js';
import type { Head } from '../tree/verify-proofs.js';
import type { NoteSigner, NoteVerifier } from './note-keys.js';
import { openNote, signNote } from './signed-note.js';

/** The head of a log at one time (C2SP tlog-checkpoint). */
export interface Checkpoint extends Head {
  /** The unique name of the log. */
  readonly origin: string;
}

const SIZE = /^(0|[1-9]\d*)$/;

/** Signs the head of a log. The name of the signer is the origin. */
export function signCheckpoint({ size, root }: Head, signer: NoteSigner): string {
  return signNote(`${signer.verifier.name}\n${String(size)}\n${root.toString('base64')}\n`, signer);
}

/** Returns the checkpoint in a note that a key has signed, or null. */
export function openCheckpoint(note: string, verifier: NoteVerifier): Checkpoint | null {
  const [origin, size = '', hash = ''] = openNote(note, verifier)?.split('\n') ?? [];
  const root = Buffer.from(hash, 'base64');
  const isValid =
    origin === verifier.name &&
    SIZE.test(size) &&
    Number.isSafeInteger(Number(size)) &&
    root.length === HASH_BYTES &&
    root.toString('base64') === hash;
  return isValid ? { origin, size: Number(size), root } : null;
}

/** Returns the name that a checkpoint claims for its log. Only the signature proves it. */
export function originOf(note: string): string {
  return note.slice(0, Math.max(0, note.indexOf('\n')));
}
