import type { Options } from '@node-rs/argon2';
import { hashSync as bcrypt } from 'bcryptjs';

/** All that a hash is made from, beside the text. */
export type HashRecipe =
  | {
      readonly scheme: 'bcrypt';
      /** `$2b$<cost>$<22 characters>` */
      readonly salt: string;
      readonly cost: number;
    }
  | {
      readonly scheme: 'argon2id';
      /** In base64. */
      readonly salt: string;
      readonly kib: number;
      readonly passes: number;
      readonly lanes: number;
      /** Of the digest. */
      readonly bytes: number;
    };

/** An amount of hashing: of each scheme what one hash takes, 0 for none. */
export interface HashWork {
  /** bcrypt takes 2^cost steps. */
  readonly bcryptCost: number;
  /** argon2id takes about KiB times passes. */
  readonly argon2idKibPasses: number;
}

/** A smaller hash than this takes no time worth speaking of, and argon2id has none below 8 KiB (RFC 9106 §3.1). */
const LEAST_KIB = 8;
const PASSES = 2;

/** What making this hash takes. */
export function workOf(recipe: HashRecipe): HashWork {
  return recipe.scheme === 'bcrypt'
    ? { bcryptCost: recipe.cost, argon2idKibPasses: 0 }
    : { bcryptCost: 0, argon2idKibPasses: recipe.kib * recipe.passes };
}

/** @returns the whole bcrypt or PHC string */
export async function makeHash(text: string, recipe: HashRecipe): Promise<string> {
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

/** Does what is left of some work after the part that is done. */
export async function spendTheRest(text: string, done: HashWork, work: HashWork): Promise<void> {
  spendBcrypt(text, done.bcryptCost, work.bcryptCost);
  const kib = Math.floor((work.argon2idKibPasses - done.argon2idKibPasses) / PASSES);
  if (kib >= LEAST_KIB) await argon2id(text, { memoryCost: kib, timeCost: PASSES, parallelism: 1 });
}

/** On the calling thread. The library is machine code: where it is not used, it need not exist for the machine. */
async function argon2id(text: string, options: Options): Promise<string> {
  const { hashSync } = await import('@node-rs/argon2');
  return hashSync(text, options);
}

/** Cost c takes 2^c steps, so one more hash at each cost from c to n-1 makes the sum exactly 2^n. */
function spendBcrypt(text: string, done: number, cost: number): void {
  if (done === 0 && cost > 0) bcrypt(text, cost);
  else for (let next = done; next < cost; next += 1) bcrypt(text, next);
}
