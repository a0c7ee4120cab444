import type { HashRecipe } from './hash-work.js';

/** What a stored password hash says of itself. */
export interface StoredHash {
  /** The number of the key that the password went through before; null for a hash of another system. */
  readonly pepper: number | null;
  readonly recipe: HashRecipe;
  readonly digest: string;
}

/** One at cost 16 holds a thread for seconds, and every further step doubles that: such an import must not verify. */
export const HIGHEST_COST = 16;
export const LOWEST_COST = 4;

/** The same bounds for argon2id: what common libraries make stays below, in memory and in KiB times passes. */
const MOST_KIB = 2 ** 17;
const MOST_KIB_PASSES = 2 ** 18;
const MOST_LANES = 8;
/** Of each lane (RFC 9106 §3.1). */
const LEAST_KIB = 8;

const FORMAT = /^(?:hs384-(?:bcrypt|argon2id)\$(?<pepper>\d{1,9})\$)?(?<hash>\$.*)$/;
const BCRYPT = /^(?<salt>\$2[aby]\$(?<cost>\d\d)\$[./A-Za-z0-9]{22})(?<digest>[./A-Za-z0-9]{31})$/;
const ARGON2ID =
  /^\$argon2id\$v=19\$m=(?<kib>[1-9]\d{0,6}),t=(?<passes>[1-9]\d{0,3}),p=(?<lanes>[1-9]\d?)\$(?<salt>[+/A-Za-z0-9]{11,86})\$(?<digest>[+/A-Za-z0-9]{22,86})$/;

/**
 * `hs384-bcrypt$<pepper number>$<bcrypt string>`, `hs384-argon2id$<pepper number>$<PHC string>`, or the bare string of
 * another system. `$2a$`, `$2b$` and `$2y$` are one algorithm; `$2x$` is the known-broken one and is not taken.
 *
 * @returns null for anything else
 */
export function parseStoredHash(stored: string): StoredHash | null {
  const { pepper, hash = '' } = FORMAT.exec(stored)?.groups ?? {};
  const known = parseBcrypt(hash) ?? parseArgon2id(hash);
  if (known === null) return null;
  if (pepper === undefined) return { pepper: null, ...known };
  return stored.startsWith(prefix(known.recipe)) ? { pepper: Number(pepper), ...known } : null;
}

/** The form in which our own hashes are stored. */
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
  if (kib > MOST_KIB || kib * passes > MOST_KIB_PASSES || lanes > MOST_LANES || kib < LEAST_KIB * lanes) {
    return null;
  }
  const bytes = Buffer.from(digest, 'base64').length;
  return { recipe: { scheme: 'argon2id', salt, kib, passes, lanes, bytes }, digest };
}
