import { v5 as uuidv5 } from 'uuid';
import { claimAt } from '../../domain/claim/claim.js';
import { release } from '../../domain/claim/decisions.js';
import type { ClaimStream, UserId } from '../../domain/ids.js';
import { abandonRegistration, usesClaim } from '../../domain/user/decisions.js';
import { lapseEmailChange } from '../../domain/user/email-decisions.js';
import { lapseLink } from '../../domain/user/identity-decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle, load } from '../handle.js';

/** A claim that may be without use. */
export interface UnusedClaim {
  /** The claim stream. */
  readonly claim: ClaimStream;
  /** Its owner. */
  readonly userId: UserId;
  /** Whether a link of an identity that has claimed it may still be under way. */
  readonly stalled: boolean;
}

/**
 * Releases a claim that its owner does not use: a registration or a link that never followed, a change of address that
 * was never confirmed, the address before a change, or an identity that was unlinked. The user's stream is told first, so
 * that what comes late fails instead of living without its claim. A link is then decided anew and claims anew, so only the
 * claim is released that was seen before its user was told; one made since is settled after its own event.
 */
export async function releaseUnusedClaim(
  { log }: Pick<CommandDependencies, 'log'>,
  { claim, userId, stalled }: UnusedClaim,
  cause: Cause,
): Promise<void> {
  const { state: seen } = await load(log, claimAt(claim));
  if (seen.owner !== userId) return;
  // Where one append claims and links, nothing is under way.
  const late = stalled && !log.store.capabilities.atomicMultiStream;
  // A command for each claim that was seen: what was told after an older one holds no link back that came after.
  const telling = { ...cause, commandId: uuidv5(`claim ${String(seen.revision)}`, cause.commandId) };
  await handle(log, telling, { user: userAt(userId) }, ({ user }) => ({
    user: [
      ...abandonRegistration(user),
      ...lapseEmailChange(user, claim, cause.now),
      ...(late ? lapseLink(user, claim, cause.now) : []),
    ],
  }));
  await handle(log, cause, { user: userAt(userId), claim: claimAt(claim) }, ({ user, claim: held }) => ({
    claim: usesClaim(user, claim, cause.now) ? [] : release(held, seen),
  }));
}
