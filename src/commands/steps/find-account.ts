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

/**
 * Finds the account that owns an address, and loads further state of it in the same read of the log.
 *
 * @param loadMore loads state by the id of the account, or by a decoy id
 */
export async function findAccountWith<More>(
  { log, emailClaimStream }: Pick<CommandDependencies, 'log' | 'emailClaimStream'>,
  email: EmailAddress,
  loadMore: (id: UserId) => Promise<More>,
): Promise<{ readonly user: User; readonly more: More }> {
  const claimStream = emailClaimStream(email);
  const id = await ownerOf(log, claimStream);
  const [user, more] = await Promise.all([loadOwner(log, id, claimStream), loadMore(id)]);
  // Attempts at an old address do not count against the account that has left it.
  return { user, more: user.id === id ? more : await loadMore(user.id) };
}

/** Finds the account that owns an address by the claim stream of the address. */
export async function findClaimedAccount(log: EventLog, claimStream: ClaimStream): Promise<User> {
  return await loadOwner(log, await ownerOf(log, claimStream), claimStream);
}

/** Returns the id of the account that claims an address, or a decoy. */
async function ownerOf(log: EventLog, claimStream: ClaimStream): Promise<UserId> {
  const { state: claim } = await load(log, claimAt(claimStream));
  return claim.owner ?? decoyId(claimStream);
}

async function loadOwner(log: EventLog, id: UserId, claimStream: ClaimStream): Promise<User> {
  const { state: user } = await load(log, userAt(id));
  // After a change of address, the old claim stays until it is released. It no longer leads to the account.
  const isUnused = user.status === 'registered' && user.claim !== claimStream;
  return isUnused ? { status: 'unknown', id: decoyId(claimStream) } : user;
}
