import { claimAt } from '../domain/claim/claim.js';
import { userAt } from '../domain/user/user.js';
import type { User } from '../domain/user/user.js';
import { emailAddress } from '../domain/user/email-address.js';
import type { CommandDependencies } from './dependencies.js';
import { load } from './handle.js';

/** Nobody's id: looking it up costs what looking up somebody's does. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/**
 * The account that holds an address now, found in the log and not in a read model that may lag. An
 * unknown address takes the same steps as a known one.
 */
export async function findAccount(
  { log, claimNames }: Pick<CommandDependencies, 'log' | 'claimNames'>,
  email: string,
): Promise<User> {
  const claimStream = claimNames(emailAddress(email));
  const { state: claim } = await load(log, claimAt(claimStream));
  const { state: user } = await load(log, userAt(claim.owner ?? NOBODY));
  // A claim that was left behind is released a little later; it no longer names the account.
  const leftBehind = user.status === 'registered' && user.claim !== claimStream;
  return leftBehind ? { status: 'unknown', id: NOBODY } : user;
}
