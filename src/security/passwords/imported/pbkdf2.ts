import { pbkdf2Sync } from 'node:crypto';
import { decodeBase64 } from './base64-text.js';
import type { ParsedHash } from './parsed-hash.js';

/** PBKDF2 with HMAC (RFC 8018 §5.2). */
export interface Pbkdf2 {
  readonly scheme: 'pbkdf2';
  readonly hash: 'sha1' | 'sha256' | 'sha512';
  /** Base64. */
  readonly salt: string;
  readonly iterations: number;
  /** Length of the digest. */
  readonly bytes: number;
}

/** Django: the salt is text. */
const DJANGO =
  /^pbkdf2_(?<hash>sha1|sha256|sha512)\$(?<iterations>\d{1,7})\$(?<text>[^$]{1,128})\$(?<digest>[^$]{1,90})$/;
/** Passlib writes the number of iterations alone, and no name for SHA-1; PHC strings name their parameters. */
const PHC =
  /^\$pbkdf2(?:-(?<hash>sha1|sha256|sha512))?\$(?:i=)?(?<iterations>\d{1,7})(?:,l=\d{1,3})?\$(?<salt>[^$]{1,172})\$(?<digest>[^$]{1,90})$/;

/** Half a second at SHA-256; the defaults of all products are below it. */
const MAX_ITERATIONS = 2_000_000;
const BLOCK_BYTES: Readonly<Record<Pbkdf2['hash'], number>> = { sha1: 20, sha256: 32, sha512: 64 };
const MIN_BYTES = 16;
const MAX_BYTES = 64;

export function parsePbkdf2(stored: string): ParsedHash<Pbkdf2> | null {
  const groups = DJANGO.exec(stored)?.groups ?? PHC.exec(stored)?.groups;
  const digest = decodeBase64(groups?.['digest'] ?? '');
  const text = groups?.['text'];
  const salt = text === undefined ? decodeBase64(groups?.['salt'] ?? '') : Buffer.from(text);
  if (groups === undefined || digest === null || salt === null) return null;
  const iterations = Number(groups['iterations']);
  if (iterations < 1 || iterations > MAX_ITERATIONS) return null;
  if (digest.length < MIN_BYTES || digest.length > MAX_BYTES) return null;
  const hash = groups['hash'] === 'sha256' || groups['hash'] === 'sha512' ? groups['hash'] : 'sha1';
  return {
    recipe: { scheme: 'pbkdf2', hash, salt: salt.toString('base64'), iterations, bytes: digest.length },
    digest: digest.toString('base64'),
  };
}

/** Returns the number of blocks of the output, each of which takes all iterations. */
export function pbkdf2Blocks({ hash, bytes }: Pbkdf2): number {
  return Math.ceil(bytes / BLOCK_BYTES[hash]);
}

export function computePbkdf2(text: string, { hash, salt, iterations, bytes }: Pbkdf2): string {
  return pbkdf2Sync(text, Buffer.from(salt, 'base64'), iterations, bytes, hash).toString('base64');
}
