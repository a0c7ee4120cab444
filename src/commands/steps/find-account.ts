import { claimAt } from '../../domain/claim/claim.js';
import { deriveId, userIdSchema } from '../../domain/ids.js';
import type { ClaimStream, UserId } from '../../domain/ids.js';
import { userAt } from '../../domain/user/user.js';
import type { User } from '../../domain/user/user.js';
import type { EmailAddress } from '../../domain/user/email-address.js';
import type { EventLog } from '../../eventstore/event-log.js';
import type { CommandDependencies } from '../dependencies.js';
import { load } from '../handle.js';

const DECOY_NAMESPACE = 'f4a1e1a0-2f0c-4a55-8b8e-6a6c7c3b9d10';

/**
 * Returns the decoy account id of an unknown address, one of 4,096. Loading it and counting its attempts costs the same
 * as for a real account, and guessed addresses create no more streams than that.
 */
function decoyId(claimStream: ClaimStream): UserId {
  return deriveId(userIdSchema, claimStream.slice(-3, -1), DECOY_NAMESPACE);
}

/**
 * Finds the account that owns an address. It reads the log, because a read model may lag. An unknown address takes the
 * same steps as a known one.
 */
export async function findAccount(
  { log, emailClaimStream }: Pick<CommandDependencies, 'log' | 'emailClaimStream'>,
  email: EmailAddress,
): Promise<User> {
  return await findClaimedAccount(log, emailClaimStream(email));
}

/** Finds the account that owns an address by the claim stream of the address. */
export async function findClaimedAccount(log: EventLog, claimStream: ClaimStream): Promise<User> {
  const { state: claim } = await load(log, claimAt(claimStream));
  const { state: user } = await load(log, userAt(claim.owner ?? decoyId(claimStream)));
  // After a change of address, the old claim stays until it is released. It no longer leads to the account.
  const isUnused = user.status === 'registered' && user.claim !== claimStream;
  return isUnused ? { status: 'unknown', id: decoyId(claimStream) } : user;
}
