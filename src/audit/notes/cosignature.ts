import { verify } from 'node:crypto';
import { parseNoteVerifier } from './note-keys.js';
import type { NoteVerifier } from './note-keys.js';
import { signatureOf } from './signed-note.js';

/** The identifier of timestamped Ed25519 cosignatures (C2SP tlog-cosignature). */
const COSIGNATURE = 4;
const TIME_BYTES = 8;

/** Parses the public key of a witness in the textual form of signed notes. Returns null for anything else. */
export function parseWitnessKey(text: string): NoteVerifier | null {
  return parseNoteVerifier(text, COSIGNATURE);
}

/**
 * Finds the cosignature of a witness among signature lines. Lines of other keys are ignored.
 *
 * @param text the text of the checkpoint, without its signatures
 * @returns the valid line, or null
 */
export function findCosignature(
  lines: string,
  text: string,
  { name, id, publicKey }: NoteVerifier,
): string | null {
  const own = lines.split('\n').find((line) => {
    const signature = signatureOf(line);
    if (signature?.name !== name || !signature.keyId.equals(id)) return false;
    if (signature.signature.length < TIME_BYTES) return false;
    const time = signature.signature.readBigUInt64BE();
    const message = Buffer.from(`cosignature/v1\ntime ${String(time)}\n${text}`);
    return verify(null, message, publicKey, signature.signature.subarray(TIME_BYTES));
  });
  return own ?? null;
}
