import type { Options } from '@node-rs/argon2';
import { hashSync as bcrypt } from 'bcryptjs';

/** The parameters of a hash, without the text. */
export type HashRecipe =
  | {
      readonly scheme: 'bcrypt';
      /** `$2b$<cost>$<22 characters>` */
      readonly salt: string;
      readonly cost: number;
    }
  | {
      readonly scheme: 'argon2id';
      /** Base64. */
      readonly salt: string;
      readonly kib: number;
      readonly passes: number;
      readonly lanes: number;
      /** Length of the digest. */
      readonly bytes: number;
    };

/** An amount of hashing work in each scheme; 0 for none. */
export interface HashWork {
  /** bcrypt runs 2^cost steps. */
  readonly bcryptCost: number;
  /** The time of argon2id is proportional to KiB times passes. */
  readonly argon2idKibPasses: number;
}

/** Smallest memory of argon2id (RFC 9106 §3.1); the time of less work is negligible. */
const MIN_KIB = 8;
const PASSES = 2;

/** Returns the work of computing a hash. */
export function workFor(recipe: HashRecipe): HashWork {
  return recipe.scheme === 'bcrypt'
    ? { bcryptCost: recipe.cost, argon2idKibPasses: 0 }
    : { bcryptCost: 0, argon2idKibPasses: recipe.kib * recipe.passes };
}

/**
 * Computes a hash.
 *
 * @returns the whole bcrypt or PHC string
 */
export async function computeHash(text: string, recipe: HashRecipe): Promise<string> {
  if (recipe.scheme === 'bcrypt') return bcrypt(text, recipe.salt);
  const { salt, kib, passes, lanes, bytes } = recipe;
  return await argon2id(text, {
    salt: Buffer.from(salt, 'base64'),
    memoryCost: kib,
    timeCost: passes,
    parallelism: lanes,
    outputLen: bytes,
  });
}

/** Performs the remaining work, so that cheaper hashes take as long as expensive ones. */
export async function padWork(text: string, completed: HashWork, total: HashWork): Promise<void> {
  padBcrypt(text, completed.bcryptCost, total.bcryptCost);
  const kib = Math.floor((total.argon2idKibPasses - completed.argon2idKibPasses) / PASSES);
  if (kib >= MIN_KIB) await argon2id(text, { memoryCost: kib, timeCost: PASSES, parallelism: 1 });
}

/** Hashes on the calling thread. The native library is loaded on demand, so bcrypt deployments do not need it. */
async function argon2id(text: string, options: Options): Promise<string> {
  const { hashSync } = await import('@node-rs/argon2');
  return hashSync(text, options);
}

/** Cost c runs 2^c steps, so one more hash at each cost from c to n-1 makes the sum exactly 2^n. */
function padBcrypt(text: string, completed: number, total: number): void {
  if (completed === 0 && total > 0) bcrypt(text, total);
  else for (let cost = completed; cost < total; cost += 1) bcrypt(text, cost);
}
