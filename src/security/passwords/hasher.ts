import { createHmac, timingSafeEqual } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { truncates } from 'bcryptjs';
import { formatStoredHash, parseStoredHash } from './hash-format.js';
import type { StoredHash } from './hash-format.js';
import { PasswordHashPool } from './hash-pool.js';
import { matchesScheme, newRecipe, raiseWork } from './hash-scheme.js';
import type { PasswordHashScheme } from './hash-scheme.js';
import { workFor } from './hash-work.js';

export { HasherBusy } from './hash-pool.js';

export interface PasswordHasher {
  /**
   * Checks that the queue has room, for callers that do other work before they hash.
   *
   * @throws HasherBusy
   */
  checkRoom(): void;
  /**
   * Hashes a password.
   *
   * @returns a self-describing string
   * @throws HasherBusy
   */
  hash(password: string): Promise<string>;
  /**
   * Returns true if the password matches the stored hash. A missing hash (null), a malformed hash, and a hash whose
   * pepper is missing return false after the same work as a wrong password.
   *
   * @throws HasherBusy
   */
  verify(password: string, stored: string | null): Promise<boolean>;
  /**
   * Returns true if a verified hash should be replaced: its pepper, scheme or cost is not the current one. Rehash after
   * the response, because a longer response time would reveal the old hash (LOG-5).
   */
  needsRehash(stored: string): boolean;
}

export interface RunningPasswordHasher extends PasswordHasher {
  /** Terminates the threads and rejects waiting calls. */
  stop(): Promise<void>;
  /** Returns the number of passwords that wait for a thread. */
  queued(): number;
  /** Returns the number of passwords that are hashed within a time, as measured recently. */
  passwordsWithin(seconds: number): number;
}

export interface PasswordHasherOptions {
  readonly scheme: PasswordHashScheme;
  /** Retired keys stay in the map while hashes under them must verify. */
  readonly pepper: { readonly current: number; readonly keys: ReadonlyMap<number, Uint8Array> };
  /** Defaults to one for each core. */
  readonly threads?: number;
  /** Passwords that may wait while every thread is busy. */
  readonly maxQueue: number;
}

/**
 * Hashes passwords with bcrypt or argon2id over `base64(HMAC-SHA-384(pepper, NFC(password)))`. The 64 characters fit
 * into bcrypt without truncation, and the database alone does not allow guessing. The threads never receive a pepper.
 *
 * Every verification takes the work of one new hash. After a stored hash with more work, or of the other scheme, every
 * later verification takes that work too, also for unknown accounts. Otherwise the time would reveal accounts whose
 * hash predates a change of the scheme, or comes from another system (LOG-2, LOG-5). Only a hash with more work than every
 * sign-in can afford takes longer, until its owner signs in and it is replaced.
 *
 * @throws Error the current pepper has no key, or the bcrypt cost is out of range
 */
export function startPasswordHasher(options: PasswordHasherOptions): RunningPasswordHasher {
  const { scheme, pepper, threads = availableParallelism(), maxQueue } = options;
  const currentKey = pepper.keys.get(pepper.current);
  if (currentKey === undefined) throw new Error(`There is no key for pepper ${pepper.current}.`);
  let work = workFor(newRecipe(scheme));
  const pool = new PasswordHashPool({ threads, maxQueue });

  return {
    checkRoom() {
      pool.checkRoom();
    },

    async hash(password) {
      if (hasLoneSurrogate(password)) throw new TypeError('A password must be well-formed Unicode.');
      const text = preHash(password.normalize('NFC'), currentKey);
      const recipe = newRecipe(scheme);
      return formatStoredHash(
        pepper.current,
        recipe,
        await pool.run({ text, recipe, work: workFor(recipe) }),
      );
    },

    async verify(password, stored) {
      const normalized = password.normalize('NFC');
      const parsed = stored === null ? null : parseStoredHash(stored);
      const text = parsed === null ? null : comparableText(parsed, normalized, pepper.keys);
      if (parsed === null || text === null) {
        await pool.run({ text: preHash(normalized, currentKey), recipe: newRecipe(scheme), work });
        return false;
      }
      work = raiseWork(work, parsed.recipe);
      return endsWith(await pool.run({ text, recipe: parsed.recipe, work }), parsed.digest);
    },

    needsRehash(stored) {
      const parsed = parseStoredHash(stored);
      return parsed === null || parsed.pepper !== pepper.current || !matchesScheme(scheme, parsed.recipe);
    },

    stop: () => pool.stop(),
    queued: () => pool.queued(),
    passwordsWithin: (seconds) => pool.jobsWithin(seconds),
  };
}

/** Returns the input of the hash function, or null if equal output would not prove an equal password. */
function comparableText(
  parsed: StoredHash,
  normalized: string,
  keys: ReadonlyMap<number, Uint8Array>,
): string | null {
  if (hasLoneSurrogate(normalized)) return null;
  if (parsed.pepper !== null) {
    const key = typeof parsed.pepper === 'number' ? keys.get(parsed.pepper) : parsed.pepper;
    return key === undefined ? null : preHash(normalized, key);
  }
  if (parsed.recipe.scheme !== 'bcrypt') return normalized;
  // Plain bcrypt ignores input after 72 bytes, and repeats a short key with NUL between, so P equals P\0P.
  return truncates(normalized) || normalized.includes('\0') ? null : normalized;
}

function preHash(normalized: string, key: Uint8Array): string {
  return createHmac('sha384', key).update(normalized, 'utf8').digest('base64');
}

/** UTF-8 encodes each lone surrogate as U+FFFD, which would make different passwords equal. */
function hasLoneSurrogate(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}

/** Compares digests only: some systems set spare bits in the last character of the salt, which bcryptjs clears. */
function endsWith(hash: string, digest: string): boolean {
  return timingSafeEqual(Buffer.from(hash.slice(-digest.length)), Buffer.from(digest));
}
