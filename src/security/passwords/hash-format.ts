import type { HashRecipe } from './hash-work.js';

/** A parsed password hash. */
export interface StoredHash {
  /** Number of the pepper; null for a hash imported from another system. */
  readonly pepper: number | null;
  readonly recipe: HashRecipe;
  readonly digest: string;
}

/** Cost 16 occupies a thread for seconds and each step doubles that, so hashes above it are rejected. */
export const HIGHEST_COST = 16;
export const LOWEST_COST = 4;

/** Bounds of argon2id in memory and in KiB times passes; the defaults of common libraries are below them. */
const MAX_KIB = 2 ** 17;
const MAX_KIB_PASSES = 2 ** 18;
const MAX_LANES = 8;
/** Smallest memory of each lane (RFC 9106 §3.1). */
const MIN_LANE_KIB = 8;

const FORMAT = /^(?:hs384-(?:bcrypt|argon2id)\$(?<pepper>\d{1,9})\$)?(?<hash>\$.*)$/;
const BCRYPT = /^(?<salt>\$2[aby]\$(?<cost>\d\d)\$[./A-Za-z0-9]{22})(?<digest>[./A-Za-z0-9]{31})$/;
const ARGON2ID =
  /^\$argon2id\$v=19\$m=(?<kib>[1-9]\d{0,6}),t=(?<passes>[1-9]\d{0,3}),p=(?<lanes>[1-9]\d?)\$(?<salt>[+/A-Za-z0-9]{11,86})\$(?<digest>[+/A-Za-z0-9]{22,86})$/;

/**
 * Parses a stored hash: `hs384-bcrypt$<pepper number>$<bcrypt string>`, `hs384-argon2id$<pepper number>$<PHC string>`,
 * or the bare string of another system. `$2a$`, `$2b$` and `$2y$` are one algorithm; the broken `$2x$` is rejected.
 *
 * @returns null for anything else
 */
export function parseStoredHash(stored: string): StoredHash | null {
  const { pepper, hash = '' } = FORMAT.exec(stored)?.groups ?? {};
  const parsed = parseBcrypt(hash) ?? parseArgon2id(hash);
  if (parsed === null) return null;
  if (pepper === undefined) return { pepper: null, ...parsed };
  return stored.startsWith(prefix(parsed.recipe)) ? { pepper: Number(pepper), ...parsed } : null;
}

/** Formats a hash of this service for storage. */
export function formatStoredHash(pepper: number, recipe: HashRecipe, hash: string): string {
  return `${prefix(recipe)}${pepper}$${hash}`;
}

function prefix({ scheme }: HashRecipe): string {
  return `hs384-${scheme}$`;
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
