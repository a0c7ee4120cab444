import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { genSaltSync } from 'bcryptjs';
import { HIGHEST_COST, LOWEST_COST } from './hash-format.js';
import { workOf } from './hash-work.js';
import type { HashRecipe, HashWork } from './hash-work.js';

/** How new hashes are made; with each step of bcrypt's cost the work doubles. */
export type PasswordHashScheme =
  { readonly name: 'bcrypt'; readonly rounds: number } | { readonly name: 'argon2id' };

/** OWASP Password Storage Cheat Sheet; salt and digest as RFC 9106 §4 has them. */
const ARGON2ID = { kib: 19_456, passes: 2, lanes: 1, bytes: 32 };
const ARGON2ID_SALT_BYTES = 16;

/** bcrypt takes a fifth of a second. A stored hash of a higher cost must not make every sign-in slow. */
const HIGHEST_SHARED_COST = 12;

/**
 * With a salt of its own.
 *
 * @throws Error the cost of bcrypt is out of range
 */
export function newRecipe(scheme: PasswordHashScheme): HashRecipe {
  if (scheme.name === 'argon2id') {
    const salt = randomBytes(ARGON2ID_SALT_BYTES).toString('base64');
    return { scheme: 'argon2id', salt, ...ARGON2ID };
  }
  const { rounds } = scheme;
  if (!Number.isInteger(rounds) || rounds < LOWEST_COST || rounds > HIGHEST_COST) {
    throw new Error(`The cost of bcrypt must be from ${LOWEST_COST} to ${HIGHEST_COST}, not ${rounds}.`);
  }
  return { scheme: 'bcrypt', salt: genSaltSync(rounds), cost: rounds };
}

/** Whether a new hash would be made like this one. */
export function isMadeBy(scheme: PasswordHashScheme, recipe: HashRecipe): boolean {
  if (recipe.scheme === 'bcrypt') return scheme.name === 'bcrypt' && recipe.cost === scheme.rounds;
  const { kib, passes, lanes, bytes } = recipe;
  return scheme.name === 'argon2id' && isDeepStrictEqual({ kib, passes, lanes, bytes }, ARGON2ID);
}

/** The work under which both some work and that of a recipe can hide, as far as every sign-in can bear it. */
export function including(work: HashWork, recipe: HashRecipe): HashWork {
  const { bcryptCost, argon2idKibPasses } = workOf(recipe);
  return {
    bcryptCost: Math.max(work.bcryptCost, Math.min(bcryptCost, HIGHEST_SHARED_COST)),
    argon2idKibPasses: Math.max(work.argon2idKibPasses, argon2idKibPasses),
  };
}
