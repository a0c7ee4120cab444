import { claimAt } from '../domain/claim/claim.js';
import { release } from '../domain/claim/decisions.js';
import { abandonRegistration, lapseEmailChange, usesClaim } from '../domain/user/decisions.js';
import { userAt } from '../domain/user/user.js';
import type { Cause } from '../eventstore/codec.js';
import type { CommandDependencies } from './dependencies.js';
import { handle } from './handle.js';

/**
 * Releases a claim that its owner does not use: a registration that never followed, a change of address that was
 * never confirmed, or the address before a change. The user's stream is told first, so that a registration or a
 * confirmation that comes late fails instead of living without its claim.
 *
 * @param claim the claim stream
 * @param userId its owner
 */
export async function settleClaim(
  { log }: Pick<CommandDependencies, 'log'>,
  { claim, userId }: { claim: string; userId: string },
  cause: Cause,
): Promise<void> {
  await handle(log, cause, { user: userAt(userId) }, ({ user }) => ({
    user: [...abandonRegistration(user), ...lapseEmailChange(user, claim, cause.now)],
  }));
  await handle(log, cause, { user: userAt(userId), claim: claimAt(claim) }, ({ user, claim: held }) => ({
    claim: usesClaim(user, claim, cause.now) ? [] : release(held, userId),
  }));
}
