import { verifyPassword } from '../../steps/passwords/verify-password.js';
import type { Proof } from './proof.js';

/** The proof of a correct password. */
export const PASSWORD: Proof = { kind: 'password', amr: ['pwd'], factorId: null, spent: [] };

/**
 * Proves the identity of a caller by the password of an account. Takes and returns the same as `verifyPassword`, with the
 * proof in place of the comparison.
 *
 * @throws HasherBusy
 */
export async function provePassword(...input: Parameters<typeof verifyPassword>) {
  const { matches, admission, counters } = await verifyPassword(...input);
  return { proof: matches ? PASSWORD : null, admission, counters };
}
