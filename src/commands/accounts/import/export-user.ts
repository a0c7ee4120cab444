import type { UserId } from '../../../domain/ids.js';
import { usablePassword } from '../../../domain/user/password-decisions.js';
import { userAt } from '../../../domain/user/user.js';
import type { CommandDependencies } from '../../dependencies.js';
import { load } from '../../handle.js';
import { portableHash } from '../../../security/passwords/hash-format.js';

/** Account in the form that an import reads. It has everything that its person needs to sign in. */
export interface ExportedUser {
  readonly id: UserId;
  readonly email: string;
  readonly username: string;
  readonly password_hash: string | null;
  readonly verified: boolean;
  readonly active: boolean;
}

/**
 * Returns an account with the hash of its password, which contains its pepper: no other service knows that. Returns null for
 * an account that is erased, or about to be.
 */
export async function exportUser(
  { log }: Pick<CommandDependencies, 'log'>,
  peppers: ReadonlyMap<number, Uint8Array>,
  id: UserId,
): Promise<ExportedUser | null> {
  const { state: account } = await load(log, userAt(id));
  if (account.status !== 'registered' || account.erasure !== null) return null;
  const { email, username, verified, active } = account;
  const hash = usablePassword(account);
  const portable = hash === null ? null : portableHash(hash, peppers);
  return { id, email, username, password_hash: portable, verified, active };
}
