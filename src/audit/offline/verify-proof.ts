// Verifies proof files with the functions that browsers and Node.js share, so that one file serves the pages, the command
// line and others. It imports nothing.

/** The claim of a proof file: the leaf of an event is in a log at an index, among the events of a checkpoint. */
export interface ProvenLeaf {
  /** The name of the log. */
  readonly origin: string;
  /** The number of events that the checkpoint covers. */
  readonly size: number;
  readonly index: number;
  /** The canonical JSON of the event, as it is stored. */
  readonly leaf: string;
}

type Bytes = Uint8Array<ArrayBuffer>;

interface Key {
  readonly name: string;
  readonly id: string;
  readonly raw: Bytes;
}

interface Proof {
  readonly leaf: Bytes;
  readonly index: number;
  readonly hashes: readonly Bytes[];
  readonly checkpoint: string;
}

const FILE = /^c2sp\.org\/tlog-proof@v1\nextra (\S+)\nindex (0|[1-9]\d{0,14})\n((?:\S+\n){0,63})\n(.*)$/s;
const CHECKPOINT = /^([^\n]+)\n(0|[1-9]\d{0,14})\n(\S+)\n$/;
const SIGNATURE = /^\u2014 ([^\s+]+) (\S+)$/u;
const KEY = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/;
const ED25519 = 1;
const HASH_BYTES = 32;
const ID_BYTES = 4;

/**
 * Verifies a proof file (C2SP tlog-proof): the signature of its checkpoint, and that the leaf leads to its root.
 *
 * @param key the public key of the log, `name+id+key` (C2SP signed-note)
 * @returns what the file proves, or null if it proves nothing
 */
export async function verifyProof(file: string, key: string): Promise<ProvenLeaf | null> {
  const proof = parseProof(file);
  const signer = await parseKey(key.trim());
  if (proof === null || signer === null) return null;
  const head = await openCheckpoint(proof.checkpoint, signer);
  if (head === null || proof.index >= head.size) return null;
  const root = await rootOf(proof, head.size);
  if (root === null || encoded(root) !== head.root) return null;
  const leaf = new TextDecoder().decode(proof.leaf);
  return { origin: signer.name, size: head.size, index: proof.index, leaf };
}

function parseProof(file: string): Proof | null {
  const [, extra = '', index, lines = '', checkpoint] = FILE.exec(file) ?? [];
  const leaf = decoded(extra);
  const hashes = lines.split('\n').slice(0, -1).map(decoded);
  if (leaf === null || index === undefined || checkpoint === undefined) return null;
  const known = hashes.filter((hash) => hash?.length === HASH_BYTES).filter((hash) => hash !== null);
  return known.length === hashes.length ? { leaf, index: Number(index), hashes: known, checkpoint } : null;
}

async function parseKey(text: string): Promise<Key | null> {
  const [, name, id, base64 = ''] = KEY.exec(text) ?? [];
  const typed = decoded(base64);
  if (name === undefined || typed?.length !== 1 + HASH_BYTES || typed[0] !== ED25519) return null;
  const hash = await sha256(new TextEncoder().encode(`${name}\n`), typed);
  return hexOf(hash.slice(0, ID_BYTES)) === id ? { name, id, raw: typed.slice(1) } : null;
}

/** Returns the size and the root of a checkpoint that a key has signed, or null. Other signatures are ignored. */
async function openCheckpoint(note: string, key: Key): Promise<{ size: number; root: string } | null> {
  const end = note.lastIndexOf('\n\n');
  const text = note.slice(0, end + 1);
  const [, origin, size, root = ''] = CHECKPOINT.exec(text) ?? [];
  if (end === -1 || !note.endsWith('\n') || origin !== key.name || size === undefined) return null;
  const signatures = note
    .slice(end + 2, -1)
    .split('\n')
    .map(signatureOf);
  if (signatures.includes(null)) return null;
  const own = signatures.filter((line) => line?.name === key.name && line.id === key.id);
  const publicKey = await crypto.subtle.importKey('raw', key.raw, 'Ed25519', false, ['verify']);
  const message = new TextEncoder().encode(text);
  for (const line of own)
    if (line === null || !(await crypto.subtle.verify('Ed25519', publicKey, line.signature, message)))
      return null;
  return own.length > 0 && decoded(root)?.length === HASH_BYTES ? { size: Number(size), root } : null;
}

function signatureOf(line: string): { name: string; id: string; signature: Bytes } | null {
  const [, name, base64 = ''] = SIGNATURE.exec(line) ?? [];
  const bytes = decoded(base64);
  if (name === undefined || bytes === null || bytes.length <= ID_BYTES) return null;
  return { name, id: hexOf(bytes.slice(0, ID_BYTES)), signature: bytes.slice(ID_BYTES) };
}

/** Computes the root that a leaf leads to (RFC 9162 §2.1.3.2), or null if the proof has the wrong length. */
async function rootOf({ leaf, index, hashes }: Proof, size: number): Promise<Bytes | null> {
  const half = (value: number) => Math.floor(value / 2);
  let [node, last] = [index, size - 1];
  let root = await sha256(Uint8Array.of(0), leaf);
  for (const hash of hashes) {
    if (last === 0) return null;
    if (node % 2 === 1 || node === last) {
      root = await sha256(Uint8Array.of(1), hash, root);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else root = await sha256(Uint8Array.of(1), root, hash);
    [node, last] = [half(node), half(last)];
  }
  return last === 0 ? root : null;
}

async function sha256(...parts: readonly Bytes[]): Promise<Bytes> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let start = 0;
  for (const part of parts) {
    bytes.set(part, start);
    start += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/** Decodes base64. Returns null for anything else, and for another spelling of the same bytes. */
function decoded(base64: string): Bytes | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length % 4 !== 0) return null;
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return encoded(bytes) === base64 ? bytes : null;
}

function encoded(bytes: Bytes): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

function hexOf(bytes: Bytes): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
