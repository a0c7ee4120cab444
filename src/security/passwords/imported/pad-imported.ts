import { computePbkdf2 } from './pbkdf2.js';
import { computeScrypt } from './scrypt.js';
import { computeShaCrypt } from './sha-crypt.js';

/** Work that remains, in the units of `HashWork`. Negative amounts are none. */
interface RemainingWork {
  readonly pbkdf2Iterations: number;
  readonly scryptBlocks: number;
  readonly shaCryptRounds: number;
}

const SALT = Buffer.alloc(16).toString('base64');
const BLOCK_SIZE = 8;

/** Computes hashes that nobody needs, for as long as the remaining work takes. */
export function padImported(text: string, remaining: RemainingWork): void {
  const { pbkdf2Iterations: iterations, scryptBlocks, shaCryptRounds: rounds } = remaining;
  if (iterations > 0)
    computePbkdf2(text, { scheme: 'pbkdf2', hash: 'sha256', salt: SALT, iterations, bytes: 32 });
  // scrypt takes only powers of two.
  const cost = 2 ** Math.floor(Math.log2(Math.max(1, scryptBlocks / BLOCK_SIZE)));
  if (cost > 1)
    computeScrypt(text, {
      scheme: 'scrypt',
      cost,
      blockSize: BLOCK_SIZE,
      parallelism: 1,
      salt: SALT,
      bytes: 32,
    });
  if (rounds > 0) computeShaCrypt(text, { scheme: 'sha-crypt', hash: 'sha512', salt: 'padding', rounds });
}
