import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { genSaltSync } from 'bcryptjs';
import { HIGHEST_COST, LOWEST_COST } from './bcrypt-costs.js';
import { workFor } from './hash-work.js';
import type { HashRecipe, HashWork } from './hash-work.js';

/** The scheme of new hashes. Each step of the bcrypt cost doubles the work. */
export type PasswordHashScheme =
  { readonly name: 'bcrypt'; readonly rounds: number } | { readonly name: 'argon2id' };

/** Parameters of the OWASP Password Storage Cheat Sheet; sizes of salt and digest of RFC 9106 §4. */
const ARGON2ID = { kib: 19_456, passes: 2, lanes: 1, bytes: 32 };
const ARGON2ID_SALT_BYTES = 16;

/** Each takes about a fifth of a second. A stored hash with more work must not slow every sign-in. */
const HIGHEST_SHARED_WORK: HashWork = {
  bcryptCost: 12,
  argon2idKibPasses: Infinity,
  pbkdf2Iterations: 600_000,
  scryptBlocks: 2 ** 18,
  shaCryptRounds: 100_000,
};

/**
 * Returns the parameters of a new hash, with a new salt.
 *
 * @throws Error the bcrypt cost is out of range
 */
export function newRecipe(scheme: PasswordHashScheme): HashRecipe {
  if (scheme.name === 'argon2id') {
    const salt = randomBytes(ARGON2ID_SALT_BYTES).toString('base64');
    return { scheme: 'argon2id', salt, ...ARGON2ID };
  }
  const { rounds } = scheme;
  if (!Number.isInteger(rounds) || rounds < LOWEST_COST || rounds > HIGHEST_COST) {
    throw new Error(`The bcrypt cost must be from ${LOWEST_COST} to ${HIGHEST_COST}, not ${rounds}.`);
  }
  return { scheme: 'bcrypt', salt: genSaltSync(rounds), cost: rounds };
}

/** Returns true if a hash has the parameters of new hashes. */
export function matchesScheme(scheme: PasswordHashScheme, recipe: HashRecipe): boolean {
  if (recipe.scheme === 'bcrypt') return scheme.name === 'bcrypt' && recipe.cost === scheme.rounds;
  if (recipe.scheme !== 'argon2id') return false;
  const { kib, passes, lanes, bytes } = recipe;
  return scheme.name === 'argon2id' && isDeepStrictEqual({ kib, passes, lanes, bytes }, ARGON2ID);
}

/** Raises an amount of work to that of a recipe, up to the work that every sign-in can afford. */
export function raiseWork(work: HashWork, recipe: HashRecipe): HashWork {
  const needed = workFor(recipe);
  const raised = (unit: keyof HashWork) =>
    Math.max(work[unit], Math.min(needed[unit], HIGHEST_SHARED_WORK[unit]));
  return {
    bcryptCost: raised('bcryptCost'),
    argon2idKibPasses: raised('argon2idKibPasses'),
    pbkdf2Iterations: raised('pbkdf2Iterations'),
    scryptBlocks: raised('scryptBlocks'),
    shaCryptRounds: raised('shaCryptRounds'),
  };
}
