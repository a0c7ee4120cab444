import { HIGHEST_COST, LOWEST_COST } from './bcrypt-costs.js';
import type { HashRecipe } from './hash-work.js';
import { parseImportedHash } from './imported/imported-hash.js';

/** A parsed password hash. */
export interface StoredHash {
  /** Number of the pepper, or the pepper itself for a hash of another Credence; null for a hash of another system. */
  readonly pepper: number | Buffer | null;
  readonly recipe: HashRecipe;
  readonly digest: string;
}

/** Bounds of argon2id in memory and in KiB times passes; the defaults of common libraries are below them. */
const MAX_KIB = 2 ** 17;
const MAX_KIB_PASSES = 2 ** 18;
const MAX_LANES = 8;
/** Smallest memory of each lane (RFC 9106 §3.1). */
const MIN_LANE_KIB = 8;

/** Begins a pepper that is in the hash itself. */
const KEY_MARK = 'k:';

const FORMAT = /^(?:hs384-(?:bcrypt|argon2id)\$(?<pepper>\d{1,9}|k:[\w-]{32,128})\$)?(?<hash>\$.*)$/;
const BCRYPT = /^(?<salt>\$2[aby]\$(?<cost>\d\d)\$[./A-Za-z0-9]{22})(?<digest>[./A-Za-z0-9]{31})$/;
const ARGON2ID =
  /^\$argon2id\$v=19\$m=(?<kib>[1-9]\d{0,6}),t=(?<passes>[1-9]\d{0,3}),p=(?<lanes>[1-9]\d?)\$(?<salt>[+/A-Za-z0-9]{11,86})\$(?<digest>[+/A-Za-z0-9]{22,86})$/;

/**
 * Parses a stored hash: `hs384-bcrypt$<pepper number>$<bcrypt string>`, `hs384-argon2id$<pepper number>$<PHC string>`,
 * the same with `k:<pepper in base64url>` from an export of another Credence, or the bare string of another system. `$2a$`, `$2b$` and `$2y$` are one algorithm; the broken `$2x$` is rejected.
 * `imported/` has the other formats.
 *
 * @returns null for anything else
 */
export function parseStoredHash(stored: string): StoredHash | null {
  const { pepper, hash = '' } = FORMAT.exec(stored)?.groups ?? {};
  const parsed = parseBcrypt(hash) ?? parseArgon2id(hash);
  if (parsed === null) return parseOther(stored);
  if (pepper === undefined) return { pepper: null, ...parsed };
  if (!stored.startsWith(prefix(parsed.recipe))) return null;
  const isKey = pepper.startsWith(KEY_MARK);
  return {
    pepper: isKey ? Buffer.from(pepper.slice(KEY_MARK.length), 'base64url') : Number(pepper),
    ...parsed,
  };
}

/** Tells whether a stored hash is so fast to compute that its password is easy to guess from it. */
export function isWeakHash(stored: string): boolean {
  return parseStoredHash(stored)?.recipe.scheme === 'digest';
}

/** Formats a hash of this service for storage. */
export function formatStoredHash(pepper: number, recipe: HashRecipe, hash: string): string {
  return `${prefix(recipe)}${pepper}$${hash}`;
}

/** Returns a stored hash with the pepper in place of its number, so that another Credence can verify it. */
export function portableHash(stored: string, peppers: ReadonlyMap<number, Uint8Array>): string | null {
  const parsed = parseStoredHash(stored);
  if (parsed === null || typeof parsed.pepper !== 'number') return parsed === null ? null : stored;
  const key = peppers.get(parsed.pepper);
  if (key === undefined) return null;
  const start = `${prefix(parsed.recipe)}${String(parsed.pepper)}$`;
  return `${prefix(parsed.recipe)}${KEY_MARK}${Buffer.from(key).toString('base64url')}$${stored.slice(start.length)}`;
}

function prefix({ scheme }: HashRecipe): string {
  return `hs384-${scheme}$`;
}

function parseOther(stored: string): StoredHash | null {
  const parsed = parseImportedHash(stored);
  return parsed === null ? null : { pepper: null, ...parsed };
}

type Parsed = Omit<StoredHash, 'pepper'>;

function parseBcrypt(hash: string): Parsed | null {
  const { salt, cost: digits, digest } = BCRYPT.exec(hash)?.groups ?? {};
  if (salt === undefined || digest === undefined) return null;
  const cost = Number(digits);
  if (cost < LOWEST_COST || cost > HIGHEST_COST) return null;
  return { recipe: { scheme: 'bcrypt', salt, cost }, digest };
}

function parseArgon2id(hash: string): Parsed | null {
  const groups = ARGON2ID.exec(hash)?.groups ?? {};
  const { salt, digest } = groups;
  if (salt === undefined || digest === undefined) return null;
  const [kib, passes, lanes] = [Number(groups['kib']), Number(groups['passes']), Number(groups['lanes'])];
  if (kib > MAX_KIB || kib * passes > MAX_KIB_PASSES || lanes > MAX_LANES || kib < MIN_LANE_KIB * lanes) {
    return null;
  }
  const bytes = Buffer.from(digest, 'base64').length;
  return { recipe: { scheme: 'argon2id', salt, kib, passes, lanes, bytes }, digest };
}
