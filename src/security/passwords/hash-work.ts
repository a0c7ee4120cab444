import type { Options } from '@node-rs/argon2';
import { hashSync as bcrypt } from 'bcryptjs';
import { pbkdf2Blocks } from './imported/pbkdf2.js';
import { computeImported } from './imported/imported-hash.js';
import type { ImportedRecipe } from './imported/imported-hash.js';
import { padImported } from './imported/pad-imported.js';

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
    }
  | ImportedRecipe;

/** An amount of hashing work in each scheme; 0 for none. */
export interface HashWork {
  /** bcrypt runs 2^cost steps. */
  readonly bcryptCost: number;
  /** The time of argon2id is proportional to KiB times passes. */
  readonly argon2idKibPasses: number;
  /** PBKDF2 iterates once for each block of its output. */
  readonly pbkdf2Iterations: number;
  /** The time of scrypt is proportional to N times r times p. */
  readonly scryptBlocks: number;
  readonly shaCryptRounds: number;
}

const NO_WORK: HashWork = {
  bcryptCost: 0,
  argon2idKibPasses: 0,
  pbkdf2Iterations: 0,
  scryptBlocks: 0,
  shaCryptRounds: 0,
};

/** Smallest memory of argon2id (RFC 9106 §3.1); the time of less work is negligible. */
const MIN_KIB = 8;
const PASSES = 2;

/** Returns the work of computing a hash. A single digest takes no time. */
export function workFor(recipe: HashRecipe): HashWork {
  switch (recipe.scheme) {
    case 'bcrypt':
    case 'bcrypt-sha256':
      return { ...NO_WORK, bcryptCost: recipe.cost };
    case 'argon2id':
    case 'argon2':
      return { ...NO_WORK, argon2idKibPasses: recipe.kib * recipe.passes };
    case 'pbkdf2':
      return { ...NO_WORK, pbkdf2Iterations: recipe.iterations * pbkdf2Blocks(recipe) };
    case 'scrypt':
    case 'firebase-scrypt':
      return { ...NO_WORK, scryptBlocks: recipe.cost * recipe.blockSize * recipe.parallelism };
    case 'sha-crypt':
      return { ...NO_WORK, shaCryptRounds: recipe.rounds };
    case 'digest':
      return NO_WORK;
  }
}

/**
 * Computes a hash.
 *
 * @returns the whole bcrypt or PHC string, or the bare digest in the format of another system
 */
export async function computeHash(text: string, recipe: HashRecipe): Promise<string> {
  if (recipe.scheme === 'bcrypt') return bcrypt(text, recipe.salt);
  if (recipe.scheme !== 'argon2id') return await computeImported(text, recipe);
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
  padImported(text, {
    pbkdf2Iterations: total.pbkdf2Iterations - completed.pbkdf2Iterations,
    scryptBlocks: total.scryptBlocks - completed.scryptBlocks,
    shaCryptRounds: total.shaCryptRounds - completed.shaCryptRounds,
  });
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
