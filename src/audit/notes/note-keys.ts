import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** A public key that verifies signed notes. */
export interface NoteVerifier {
  /** The name of the signer, which is the origin of its checkpoints. */
  readonly name: string;
  /** The first four bytes of a hash over name and key. They select the key of a signature. */
  readonly id: Buffer;
  readonly publicKey: KeyObject;
  /** The textual form `name+id+key`, which tools for signed notes read. */
  readonly text: string;
}

/** A private key that signs notes. */
export interface NoteSigner {
  readonly verifier: NoteVerifier;
  /** Returns the signature of a text, with the id of the key before it. */
  sign(text: string): Buffer;
}

/** The identifier of Ed25519 (C2SP signed-note). */
const ED25519 = 1;
const KEY_BYTES = 32;
/** The bytes before the raw keys in PKCS #8 and SPKI (RFC 8410 §7, §4). */
const PRIVATE_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** Names have no spaces and no plus sign: these separate the parts of lines and keys. */
const VERIFIER = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/;

/**
 * Opens the signer of a name.
 *
 * @param seed the 32 bytes of an Ed25519 private key
 */
export function noteSigner(name: string, seed: Buffer): NoteSigner {
  const key = createPrivateKey({ key: Buffer.concat([PRIVATE_PREFIX, seed]), format: 'der', type: 'pkcs8' });
  const verifier = verifierOf(name, rawKey(createPublicKey(key)));
  return {
    verifier,
    sign: (text) => Buffer.concat([verifier.id, sign(null, Buffer.from(text), key)]),
  };
}

/**
 * Parses the textual form of a verifier. Returns null for another form, another algorithm or a wrong id.
 *
 * @param algorithm the identifier of a signature with an Ed25519 key
 */
export function parseNoteVerifier(text: string, algorithm = ED25519): NoteVerifier | null {
  const [, name = '', id = '', key = ''] = VERIFIER.exec(text.trim()) ?? [];
  const bytes = Buffer.from(key, 'base64');
  if (bytes.length !== 1 + KEY_BYTES || bytes[0] !== algorithm) return null;
  const verifier = verifierOf(name, bytes.subarray(1), algorithm);
  return verifier.id.toString('hex') === id ? verifier : null;
}

/** Returns the verifier of the same key under another name. A log that was renamed has earlier checkpoints with its own. */
export function renamedVerifier({ publicKey }: NoteVerifier, name: string): NoteVerifier {
  return verifierOf(name, rawKey(publicKey));
}

function rawKey(publicKey: KeyObject): Buffer {
  return publicKey.export({ format: 'der', type: 'spki' }).subarray(-KEY_BYTES);
}

function verifierOf(name: string, raw: Buffer, algorithm = ED25519): NoteVerifier {
  const typed = Buffer.concat([Buffer.of(algorithm), raw]);
  const id = createHash('sha256').update(`${name}\n`).update(typed).digest().subarray(0, 4);
  return {
    name,
    id,
    publicKey: createPublicKey({
      key: Buffer.concat([PUBLIC_PREFIX, raw]),
      format: 'der',
      type: 'spki',
    }),
    text: `${name}+${id.toString('hex')}+${typed.toString('base64')}`,
  };
}
