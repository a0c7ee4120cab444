import { createHash } from 'node:crypto';
import type { ParsedHash } from './parsed-hash.js';

/** SHA-256-crypt and SHA-512-crypt of Unix (U. Drepper, Unix crypt using SHA-256 and SHA-512, 2007). */
export interface ShaCrypt {
  readonly scheme: 'sha-crypt';
  readonly hash: 'sha256' | 'sha512';
  readonly salt: string;
  readonly rounds: number;
}

const FORMAT =
  /^\$(?<id>[56])\$(?:rounds=(?<rounds>\d{1,9})\$)?(?<salt>[^$:\n]{0,16})\$(?<digest>[./0-9A-Za-z]{43}|[./0-9A-Za-z]{86})$/;
const DEFAULT_ROUNDS = 5000;
const MIN_ROUNDS = 1000;
/** More than a second; the defaults of passlib are below it. */
const MAX_ROUNDS = 1_000_000;

const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

export function parseShaCrypt(stored: string): ParsedHash<ShaCrypt> | null {
  const { id, rounds: digits, salt, digest } = FORMAT.exec(stored)?.groups ?? {};
  if (salt === undefined || digest === undefined) return null;
  const hash = id === '5' ? 'sha256' : 'sha512';
  const rounds = digits === undefined ? DEFAULT_ROUNDS : Number(digits);
  const length = hash === 'sha256' ? 43 : 86;
  if (digest.length !== length || rounds < MIN_ROUNDS || rounds > MAX_ROUNDS) return null;
  return { recipe: { scheme: 'sha-crypt', hash, salt, rounds }, digest };
}

/** The comments number the steps of the specification. */
export function computeShaCrypt(text: string, { hash, salt, rounds }: ShaCrypt): string {
  const [key, salted] = [Buffer.from(text, 'utf8'), Buffer.from(salt, 'utf8')];
  const digest = (...parts: readonly Buffer[]) => createHash(hash).update(Buffer.concat(parts)).digest();
  // 4 to 8
  const alternate = digest(key, salted, key);
  // 1 to 3, 9 to 12
  const start = digest(key, salted, repeat(alternate, key.length), ...bitsOf(key, alternate));
  // 13 to 16
  const keySequence = repeat(digest(...Array.from({ length: key.length }, () => key)), key.length);
  // 17 to 20
  const saltTimes = 16 + (start[0] ?? 0);
  const saltSequence = repeat(digest(...Array.from({ length: saltTimes }, () => salted)), salted.length);
  // 21
  let current = start;
  for (let round = 0; round < rounds; round += 1) {
    const isOdd = round % 2 === 1;
    current = digest(
      isOdd ? keySequence : current,
      ...(round % 3 === 0 ? [] : [saltSequence]),
      ...(round % 7 === 0 ? [] : [keySequence]),
      isOdd ? current : keySequence,
    );
  }
  // 22
  return hash === 'sha256' ? encode256(current) : encode512(current);
}

/** Repeats a digest to a length. */
function repeat(digest: Buffer, length: number): Buffer {
  return Buffer.alloc(length, digest);
}

/** Returns the alternate digest for each set bit of the length of the key, and the key for each other, lowest first. */
function bitsOf(key: Buffer, alternate: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let length = key.length; length > 0; length >>= 1) parts.push(length % 2 === 1 ? alternate : key);
  return parts;
}

function encode256(digest: Buffer): string {
  const groups = Array.from({ length: 10 }, (_, i) =>
    [i * 21, i * 21 + 10, i * 21 + 20].map((at) => at % 30),
  );
  return `${groups.map((places) => encode(digest, places, 4)).join('')}${encode(digest, [null, 31, 30], 3)}`;
}

function encode512(digest: Buffer): string {
  const groups = Array.from({ length: 21 }, (_, i) =>
    [i * 22, i * 22 + 21, i * 22 + 42].map((at) => at % 63),
  );
  return `${groups.map((places) => encode(digest, places, 4)).join('')}${encode(digest, [null, null, 63], 2)}`;
}

/** Encodes three bytes, the first of them highest, from the lowest six bits on. */
function encode(digest: Buffer, places: readonly (number | null)[], characters: number): string {
  let value = places.reduce<number>(
    (sum, place) => sum * 256 + (place === null ? 0 : (digest[place] ?? 0)),
    0,
  );
  let text = '';
  for (let i = 0; i < characters; i += 1) {
    text += ALPHABET[value % 64] ?? '';
    value = Math.floor(value / 64);
  }
  return text;
}
