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

/** Claim that its owner may not use. */
export interface UnusedClaim {
  /** Name of the claim stream. */
  readonly claim: ClaimStream;
  readonly userId: UserId;
  /** True if an interrupted link of an identity may hold the claim. */
  readonly stalled: boolean;
}

/**
 * Releases a claim that its owner does not use: the claim of an interrupted registration or link, of an email change
 * that was never confirmed, of the address before a change, of an unlinked identity, or of a removed credential.
 *
 * The user's stream records the lapse first, so a command that is still running fails instead of using a released
 * claim. A link then decides again and claims again. So only the claim that was read before the lapse is released; a
 * newer claim is checked after its own event.
 */
export async function releaseUnusedClaim(
  { log }: Pick<CommandDependencies, 'log'>,
  { claim, userId, stalled }: UnusedClaim,
  cause: Cause,
): Promise<void> {
  const { state: seen } = await load(log, claimAt(claim));
  if (seen.owner !== userId) return;
  // A store that claims and links in one append cannot hold an interrupted link.
  const isInterrupted = stalled && !log.store.capabilities.atomicMultiStream;
  // One command per revision of the claim: the lapse after an older claim must not count as the lapse of this one.
  const lapse = { ...cause, commandId: uuidv5(`claim ${String(seen.revision)}`, cause.commandId) };
  await handle(log, lapse, { user: userAt(userId) }, ({ user }) => ({
    user: [
      ...abandonRegistration(user),
      ...lapseEmailChange(user, claim, cause.now),
      ...(isInterrupted ? lapseLink(user, claim, cause.now) : []),
    ],
  }));
  await handle(log, cause, { user: userAt(userId), claim: claimAt(claim) }, ({ user, claim: current }) => ({
    claim: usesClaim(user, claim, cause.now) ? [] : release(current, seen),
  }));
}
