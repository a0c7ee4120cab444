import { createCipheriv } from 'node:crypto';
import { decodeBase64 } from './base64-text.js';
import type { ParsedHash } from './parsed-hash.js';
import { isAffordable, runScrypt } from './scrypt.js';
import type { ScryptCost } from './scrypt.js';

/**
 * The scrypt of Firebase: the derived key encrypts the signer key of the project, and the ciphertext is the hash. All
 * texts are base64.
 */
export interface FirebaseScrypt extends ScryptCost {
  readonly scheme: 'firebase-scrypt';
  readonly salt: string;
  readonly separator: string;
  readonly signerKey: string;
}

/** The notation of GoTrue, so that accounts that went from Firebase to Supabase keep their hashes. */
const FORMAT =
  /^\$fbscrypt\$v=1,n=(?<n>\d{1,2}),r=(?<r>\d{1,2}),p=(?<p>\d{1,2})(?:,ss=(?<separator>[^,$]{1,64}))?,sk=(?<key>[^,$]{1,172})\$(?<salt>[^$]{1,172})\$(?<digest>[^$]{1,172})$/;
const KEY_BYTES = 32;

export function parseFirebaseScrypt(stored: string): ParsedHash<FirebaseScrypt> | null {
  const groups = FORMAT.exec(stored)?.groups;
  if (groups === undefined) return null;
  const [salt, separator, signerKey, digest] = ['salt', 'separator', 'key', 'digest'].map((name) =>
    decodeBase64(groups[name] ?? '')?.toString('base64'),
  );
  if (salt === undefined || separator === undefined || signerKey === undefined || digest === undefined)
    return null;
  const cost = {
    cost: 2 ** Number(groups['n']),
    blockSize: Number(groups['r']),
    parallelism: Number(groups['p']),
  };
  if (!isAffordable(cost) || signerKey.length < KEY_BYTES || signerKey.length !== digest.length) return null;
  return { recipe: { scheme: 'firebase-scrypt', ...cost, salt, separator, signerKey }, digest };
}

export function computeFirebaseScrypt(text: string, recipe: FirebaseScrypt): string {
  const { salt, separator, signerKey, ...cost } = recipe;
  const fullSalt = Buffer.concat([Buffer.from(salt, 'base64'), Buffer.from(separator, 'base64')]);
  const key = runScrypt(text, fullSalt, KEY_BYTES, cost);
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  return cipher.update(Buffer.from(signerKey, 'base64')).toString('base64');
}
