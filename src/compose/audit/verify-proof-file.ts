import { readFile } from 'node:fs/promises';
import { verifyProof } from '../../audit/offline/verify-proof.js';
import { CannotVerify, LogNotVerified } from './verify-log.js';

/**
 * Verifies a proof file, without the log.
 *
 * @returns the event, and the checkpoint that covers it
 * @throws CannotVerify there is no such file
 * @throws LogNotVerified it proves nothing
 */
export async function verifyProofFile(path: string, key: string): Promise<string> {
  const file = await readFile(path, 'utf8').catch(() => null);
  if (file === null) throw new CannotVerify('The proof file cannot be read.');
  const proven = await verifyProof(file, key);
  if (proven === null) throw new LogNotVerified('The file proves nothing under this key.');
  const { leaf, index, size, origin } = proven;
  return `${leaf}\nThis is event ${String(index)} of the first ${String(size)} events of ${origin}.`;
}
