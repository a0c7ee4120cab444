import { decodeBase64 } from './base64-text.js';
import type { ParsedHash } from './parsed-hash.js';

/** Argon2 in each variant and version (RFC 9106, and version 1.0 before it). */
export interface Argon2 {
  readonly scheme: 'argon2';
  /** The whole PHC string. */
  readonly phc: string;
  readonly kib: number;
  readonly passes: number;
  readonly digest: string;
}

/** A PHC string, which Django prefixes with its name. Version 1.0 did not write its number. */
const FORMAT =
  /^(?:argon2)?\$argon2(?:id|i|d)\$(?:v=(?:16|19)\$)?m=(?<kib>\d{1,7}),t=(?<passes>\d{1,4}),p=(?<lanes>\d{1,2})\$(?<salt>[^$]+)\$(?<digest>[^$]+)$/;

/** Bounds in KiB, and in KiB times passes. */
const MAX_KIB = 2 ** 17;
const MAX_KIB_PASSES = 2 ** 18;
const MAX_LANES = 8;
const MIN_LANE_KIB = 8;
const MIN_SALT_BYTES = 8;
const MIN_BYTES = 16;
const MAX_BYTES = 64;

export function parseArgon2(stored: string): ParsedHash<Argon2> | null {
  const groups = FORMAT.exec(stored)?.groups;
  const salt = decodeBase64(groups?.['salt'] ?? '');
  const digest = decodeBase64(groups?.['digest'] ?? '');
  if (groups === undefined || salt === null || digest === null) return null;
  const [kib, passes, lanes] = [Number(groups['kib']), Number(groups['passes']), Number(groups['lanes'])];
  const isBounded =
    passes > 0 && lanes > 0 && lanes <= MAX_LANES && kib >= MIN_LANE_KIB * lanes && kib <= MAX_KIB;
  if (!isBounded || kib * passes > MAX_KIB_PASSES || salt.length < MIN_SALT_BYTES) return null;
  if (digest.length < MIN_BYTES || digest.length > MAX_BYTES) return null;
  const phc = stored.slice(stored.indexOf('$'));
  const text = groups['digest'] ?? '';
  return { recipe: { scheme: 'argon2', phc, kib, passes, digest: text }, digest: text };
}

/** Returns the digest if the library finds that it matches, and otherwise a text of the same length. */
export async function computeArgon2(text: string, { phc, digest }: Argon2): Promise<string> {
  const { verifySync } = await import('@node-rs/argon2');
  return verifySync(phc, text) ? digest : '-'.repeat(digest.length);
}
