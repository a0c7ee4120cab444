import { claimAt } from '../../domain/claim/claim.js';
import { deriveId, userIdSchema } from '../../domain/ids.js';
import type { ClaimStream, UserId } from '../../domain/ids.js';
import { userAt } from '../../domain/user/user.js';
import type { User } from '../../domain/user/user.js';
import type { EmailAddress } from '../../domain/user/email-address.js';
import type { CommandDependencies } from '../dependencies.js';
import { load } from '../handle.js';

const NOBODIES = 'f4a1e1a0-2f0c-4a55-8b8e-6a6c7c3b9d10';

/**
 * One of 4,096 ids that nobody has, always the same for an address: looking it up, and counting its attempts, costs what
 * it costs for somebody, and however many addresses are tried, no more streams come of it.
 */
function nobody(claimStream: ClaimStream): UserId {
  return deriveId(userIdSchema, claimStream.slice(-3, -1), NOBODIES);
}

/**
 * The account that holds an address now, found in the log and not in a read model that may lag. An
 * unknown address takes the same steps as a known one.
 */
export async function findAccount(
  { log, emailClaimStream }: Pick<CommandDependencies, 'log' | 'emailClaimStream'>,
  email: EmailAddress,
): Promise<User> {
  const claimStream = emailClaimStream(email);
  const { state: claim } = await load(log, claimAt(claimStream));
  const { state: user } = await load(log, userAt(claim.owner ?? nobody(claimStream)));
  // A claim that was left behind is released a little later; it no longer names the account.
  const leftBehind = user.status === 'registered' && user.claim !== claimStream;
  return leftBehind ? { status: 'unknown', id: nobody(claimStream) } : user;
}
