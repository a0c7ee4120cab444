import { computeArgon2, parseArgon2 } from './argon2.js';
import type { Argon2 } from './argon2.js';
import { computeBcryptSha256, parseBcryptSha256 } from './bcrypt-sha256.js';
import type { BcryptSha256 } from './bcrypt-sha256.js';
import { computeFirebaseScrypt, parseFirebaseScrypt } from './firebase-scrypt.js';
import type { FirebaseScrypt } from './firebase-scrypt.js';
import type { ParsedHash } from './parsed-hash.js';
import { computePbkdf2, parsePbkdf2 } from './pbkdf2.js';
import type { Pbkdf2 } from './pbkdf2.js';
import { computeSaltedDigest, parseSaltedDigest } from './salted-digest.js';
import type { SaltedDigest } from './salted-digest.js';
import { computeScrypt, parseScrypt } from './scrypt.js';
import type { Scrypt } from './scrypt.js';
import { computeShaCrypt, parseShaCrypt } from './sha-crypt.js';
import type { ShaCrypt } from './sha-crypt.js';

/** The parameters of a hash of another system. They are plain data, which a thread can receive. */
export type ImportedRecipe =
  Argon2 | BcryptSha256 | FirebaseScrypt | Pbkdf2 | SaltedDigest | Scrypt | ShaCrypt;

const PARSERS: readonly ((stored: string) => ParsedHash<ImportedRecipe> | null)[] = [
  parseArgon2,
  parseBcryptSha256,
  parseFirebaseScrypt,
  parsePbkdf2,
  parseSaltedDigest,
  parseScrypt,
  parseShaCrypt,
];

/** Parses a hash of another system, or returns null for a text in no known format, or with parameters out of bounds. */
export function parseImportedHash(stored: string): ParsedHash<ImportedRecipe> | null {
  for (const parse of PARSERS) {
    const parsed = parse(stored);
    if (parsed !== null) return parsed;
  }
  return null;
}

/** Computes a hash of another system, in the form of its parsed digest. */
export async function computeImported(text: string, recipe: ImportedRecipe): Promise<string> {
  switch (recipe.scheme) {
    case 'argon2':
      return await computeArgon2(text, recipe);
    case 'bcrypt-sha256':
      return computeBcryptSha256(text, recipe);
    case 'firebase-scrypt':
      return computeFirebaseScrypt(text, recipe);
    case 'pbkdf2':
      return computePbkdf2(text, recipe);
    case 'digest':
      return computeSaltedDigest(text, recipe);
    case 'scrypt':
      return computeScrypt(text, recipe);
    case 'sha-crypt':
      return computeShaCrypt(text, recipe);
  }
}
