import { createHmac, timingSafeEqual } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { truncates } from 'bcryptjs';
import { formatStoredHash, parseStoredHash } from './hash-format.js';
import type { StoredHash } from './hash-format.js';
import { PasswordHashPool } from './hash-pool.js';
import { including, isMadeBy, newRecipe } from './hash-scheme.js';
import type { PasswordHashScheme } from './hash-scheme.js';
import { workOf } from './hash-work.js';

export { HasherBusy } from './hash-pool.js';

export interface PasswordHasher {
  /**
   * Says at once that there is no room for another password, for those who do something before they need a hash.
   *
   * @throws HasherBusy
   */
  checkRoom(): void;
  /**
   * @returns a string that says by itself how to verify it
   * @throws HasherBusy
   */
  hash(password: string): Promise<string>;
  /**
   * Whether this is the password of the stored hash. No hash (null), one that is malformed, and one
   * whose pepper is gone answer false after the same work as a wrong password.
   *
   * @throws HasherBusy
   */
  verify(password: string, stored: string | null): Promise<boolean>;
  /**
   * Whether a hash that has just verified should be made anew: no pepper or another, another scheme, another
   * cost. Make the new one after answering, or the longer answer tells of the old one (LOG-5).
   */
  needsRehash(stored: string): boolean;
}

export interface RunningPasswordHasher extends PasswordHasher {
  /** Ends the threads; whoever waits is rejected. */
  stop(): Promise<void>;
  /** Passwords that wait for a thread. */
  queued(): number;
}

export interface PasswordHasherOptions {
  readonly scheme: PasswordHashScheme;
  /** Retired keys stay in the map for as long as hashes made with them shall verify. */
  readonly pepper: { readonly current: number; readonly keys: ReadonlyMap<number, Uint8Array> };
  /** One for each core unless said otherwise. */
  readonly threads?: number;
  /** Passwords that may wait while every thread is busy. */
  readonly maxQueue: number;
}

/**
 * Passwords as bcrypt or argon2id over `base64(HMAC-SHA-384(pepper, NFC(password)))`: 64 characters, of which
 * bcrypt drops none, and worthless to whoever has the database alone. The threads never see a pepper.
 *
 * Every verification takes the work of one hash as it would be made now. Once a stored hash was met that takes more, or
 * is of the other scheme, every later one takes that work too, also of a password that is nobody's: otherwise the time
 * would tell of accounts that have rested since hashes are made in another way (LOG-2, LOG-5). Only a hash of bcrypt
 * above cost 12 takes longer by itself, until its owner signs in and it is made anew.
 *
 * @throws Error the current pepper has no key, or the cost is out of range
 */
export function startPasswordHasher(options: PasswordHasherOptions): RunningPasswordHasher {
  const { scheme, pepper, threads = availableParallelism(), maxQueue } = options;
  const currentKey = pepper.keys.get(pepper.current);
  if (currentKey === undefined) throw new Error(`There is no key for pepper ${pepper.current}.`);
  let work = workOf(newRecipe(scheme));
  const pool = new PasswordHashPool({ threads, maxQueue });

  return {
    checkRoom() {
      pool.checkRoom();
    },

    async hash(password) {
      if (hasLoneSurrogate(password)) throw new TypeError('A password must be well-formed Unicode.');
      const text = preHash(password.normalize('NFC'), currentKey);
      const recipe = newRecipe(scheme);
      return formatStoredHash(pepper.current, recipe, await pool.run({ text, recipe, work: workOf(recipe) }));
    },

    async verify(password, stored) {
      const typed = password.normalize('NFC');
      const known = stored === null ? null : parseStoredHash(stored);
      const text = known === null ? null : comparableText(known, typed, pepper.keys);
      if (known === null || text === null) {
        await pool.run({ text: preHash(typed, currentKey), recipe: newRecipe(scheme), work });
        return false;
      }
      work = including(work, known.recipe);
      return endsWith(await pool.run({ text, recipe: known.recipe, work }), known.digest);
    },

    needsRehash(stored) {
      const known = parseStoredHash(stored);
      return known === null || known.pepper !== pepper.current || !isMadeBy(scheme, known.recipe);
    },

    stop: () => pool.stop(),
    queued: () => pool.queued(),
  };
}

/** What the hash function has to be given to compare with this hash, or null where equal output would not mean an equal password. */
function comparableText(
  known: StoredHash,
  typed: string,
  keys: ReadonlyMap<number, Uint8Array>,
): string | null {
  if (hasLoneSurrogate(typed)) return null;
  if (known.pepper !== null) {
    const key = keys.get(known.pepper);
    return key === undefined ? null : preHash(typed, key);
  }
  if (known.recipe.scheme === 'argon2id') return typed;
  // Plain bcrypt ignores all after 72 bytes, and repeats a short key with a NUL between, so P equals P\0P.
  return truncates(typed) || typed.includes('\0') ? null : typed;
}

function preHash(normalized: string, key: Uint8Array): string {
  return createHmac('sha384', key).update(normalized, 'utf8').digest('base64');
}

/** UTF-8 has no lone surrogates and turns each into U+FFFD, which would make different passwords equal. */
function hasLoneSurrogate(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}

/** Digests only: some systems wrote spare bits into the last character of the salt, which bcryptjs clears. */
function endsWith(hash: string, digest: string): boolean {
  return timingSafeEqual(Buffer.from(hash.slice(-digest.length)), Buffer.from(digest));
}
