import { scryptSync } from 'node:crypto';
import { decodeBase64 } from './base64-text.js';
import type { ParsedHash } from './parsed-hash.js';

/** The parameters of scrypt (RFC 7914). */
export interface ScryptCost {
  /** N. */
  readonly cost: number;
  /** r. */
  readonly blockSize: number;
  /** p. */
  readonly parallelism: number;
}

/** scrypt as PHC strings and Django write it. */
export interface Scrypt extends ScryptCost {
  readonly scheme: 'scrypt';
  /** Base64. */
  readonly salt: string;
  readonly bytes: number;
}

const PHC =
  /^\$scrypt\$ln=(?<ln>\d{1,2}),r=(?<r>\d{1,2}),p=(?<p>\d{1,2})\$(?<salt>[^$]{1,172})\$(?<digest>[^$]{1,90})$/;
/** Django: the salt is text, and the cost is no exponent. */
const DJANGO =
  /^scrypt\$(?<n>\d{1,6})\$(?<text>[^$]{1,128})\$(?<r>\d{1,2})\$(?<p>\d{1,2})\$(?<digest>[^$]{1,90})$/;

/** 128 MiB of memory, and twice the time to fill it once. */
const MAX_BLOCKS = 2 ** 20;
const MAX_WORK = 2 ** 21;
const BLOCK_BYTES = 128;
const MIN_BYTES = 16;
const MAX_BYTES = 64;

export function parseScrypt(stored: string): ParsedHash<Scrypt> | null {
  const groups = PHC.exec(stored)?.groups ?? DJANGO.exec(stored)?.groups;
  const digest = decodeBase64(groups?.['digest'] ?? '');
  const text = groups?.['text'];
  const salt = text === undefined ? decodeBase64(groups?.['salt'] ?? '') : Buffer.from(text);
  if (groups === undefined || digest === null || salt === null) return null;
  const cost = groups['ln'] === undefined ? Number(groups['n']) : 2 ** Number(groups['ln']);
  const size = { cost, blockSize: Number(groups['r']), parallelism: Number(groups['p']) };
  if (!isAffordable(size) || digest.length < MIN_BYTES || digest.length > MAX_BYTES) return null;
  return {
    recipe: { scheme: 'scrypt', ...size, salt: salt.toString('base64'), bytes: digest.length },
    digest: digest.toString('base64'),
  };
}

/** Tells whether parameters are valid, and take no more memory and time than the bounds. */
export function isAffordable({ cost, blockSize, parallelism }: ScryptCost): boolean {
  const blocks = cost * blockSize;
  const isPowerOfTwo = cost > 1 && Number.isInteger(Math.log2(cost));
  return (
    isPowerOfTwo && blocks > 0 && blocks <= MAX_BLOCKS && parallelism > 0 && blocks * parallelism <= MAX_WORK
  );
}

export function computeScrypt(text: string, { salt, bytes, ...cost }: Scrypt): string {
  return runScrypt(text, Buffer.from(salt, 'base64'), bytes, cost).toString('base64');
}

/** Runs scrypt with as much memory as the parameters need. */
export function runScrypt(
  text: string,
  salt: Buffer,
  bytes: number,
  { cost, blockSize, parallelism }: ScryptCost,
): Buffer {
  const maxmem = BLOCK_BYTES * blockSize * (cost + parallelism + 2);
  return scryptSync(text, salt, bytes, { cost, blockSize, parallelization: parallelism, maxmem });
}
