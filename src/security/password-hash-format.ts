/** What a stored password hash says of itself. */
export interface StoredHash {
  /** The number of the key that the password went through before bcrypt; null for plain bcrypt. */
  readonly pepper: number | null;
  /** bcrypt's own string up to its digest: version, cost and salt. */
  readonly salt: string;
  readonly digest: string;
  readonly cost: number;
}

/** One at cost 16 holds a thread for seconds, and every further step doubles that: such an import must not verify. */
export const HIGHEST_COST = 16;
export const LOWEST_COST = 4;

const FORMAT =
  /^(?:hs384-bcrypt\$(?<pepper>\d{1,9})\$)?(?<salt>\$2[aby]\$(?<cost>\d\d)\$[./A-Za-z0-9]{22})(?<digest>[./A-Za-z0-9]{31})$/;

/**
 * `hs384-bcrypt$<pepper number>$<bcrypt string>`, or the bare bcrypt string of another system.
 * `$2a$`, `$2b$` and `$2y$` are one algorithm; `$2x$` is the known-broken one and is not taken.
 *
 * @returns null for anything else
 */
export function parseStoredHash(stored: string): StoredHash | null {
  const { pepper, salt, digest, cost: digits } = FORMAT.exec(stored)?.groups ?? {};
  if (salt === undefined || digest === undefined) return null;
  const cost = Number(digits);
  if (cost < LOWEST_COST || cost > HIGHEST_COST) return null;
  return { pepper: pepper === undefined ? null : Number(pepper), salt, digest, cost };
}

/** The form in which our own hashes are stored. */
export function formatStoredHash(pepper: number, bcrypt: string): string {
  return `hs384-bcrypt$${pepper}$${bcrypt}`;
}
