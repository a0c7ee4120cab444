import { verify } from 'node:crypto';
import type { NoteSigner, NoteVerifier } from './note-keys.js';

/** A signature line of a note. */
interface SignatureLine {
  readonly name: string;
  readonly keyId: Buffer;
  readonly signature: Buffer;
}

const KEY_ID_BYTES = 4;
const LINE = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u;

/** Signs a text that ends with a line break (C2SP signed-note). */
export function signNote(text: string, signer: NoteSigner): string {
  return `${text}\n\u2014 ${signer.verifier.name} ${signer.sign(text).toString('base64')}\n`;
}

/** Returns the text of a note, without its signatures and the empty line before them. */
export function textOfNote(note: string): string {
  return note.slice(0, note.lastIndexOf('\n\n') + 1);
}

/** Returns the text of a note that a key has signed, or null. Signatures of other keys are ignored. */
export function openNote(note: string, { name, id, publicKey }: NoteVerifier): string | null {
  const end = note.lastIndexOf('\n\n');
  if (end === -1 || !note.endsWith('\n')) return null;
  const text = textOfNote(note);
  const lines = note
    .slice(end + 2, -1)
    .split('\n')
    .map(signatureOf);
  if (lines.includes(null)) return null;
  const own = lines.filter((line) => line?.name === name && line.keyId.equals(id));
  const isValid = own.every((line) => verify(null, Buffer.from(text), publicKey, line?.signature ?? id));
  return own.length > 0 && isValid ? text : null;
}

/** Parses a signature line. Returns null for another form. */
export function signatureOf(line: string): SignatureLine | null {
  const [, name, base64] = LINE.exec(line) ?? [];
  if (name === undefined || base64 === undefined) return null;
  const bytes = Buffer.from(base64, 'base64');
  // A signature has one spelling.
  if (bytes.length <= KEY_ID_BYTES || bytes.toString('base64') !== base64) return null;
  return { name, keyId: bytes.subarray(0, KEY_ID_BYTES), signature: bytes.subarray(KEY_ID_BYTES) };
}
