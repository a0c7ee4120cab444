import { z } from 'zod';
import { claimAt } from '../../domain/claim/claim.js';
import { claimAgain, IdentityTaken } from '../../domain/claim/decisions.js';
import { LinkUsed, requireRegistered } from '../../domain/user/decisions.js';
import { restoreIdentity as restore } from '../../domain/user/identity-decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Registered } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle, load } from '../handle.js';
import * as fields from '../input-schemas.js';

export const restoreIdentityInput = z.strictObject({ token: fields.linkToken });

/**
 * Restores an identity that a password reset removed, with the link that was mailed to the owner of the account.
 *
 * @throws LinkUsed the token is not authentic, or its link was used, replaced or has expired
 * @throws IdentityTaken the identity is linked to another account
 * @throws ProviderLinked the account is linked to another identity of this provider
 */
export async function restoreIdentity(
  { log, linkTokens }: Pick<CommandDependencies, 'log' | 'linkTokens'>,
  { token }: z.output<typeof restoreIdentityInput>,
  cause: Cause,
): Promise<{ account: Registered; position: Position | null }> {
  const link = linkTokens.read('restore-identity', token);
  if (link === null) throw new LinkUsed();
  const { userId, eventId } = link;
  const loaded = await load(log, userAt(userId));
  const handledAt = loaded.handledAt(cause.commandId);
  if (handledAt !== null) return { account: requireRegistered(loaded.state), position: handledAt };
  // The account names the claim, which is needed before the decision.
  const removed = loaded.state.status === 'registered' ? loaded.state.removed : [];
  const removal = removed.find(({ event }) => event === eventId);
  if (removal === undefined) throw new LinkUsed();
  const { states, position } = await handle(
    log,
    { ...cause, actor: `user:${userId}` },
    { claim: claimAt(removal.claim), user: userAt(userId) },
    ({ claim, user }) => {
      const restored = restore(user, eventId, cause.now);
      return { claim: claimAgain(claim, userId, IdentityTaken), user: restored };
    },
    [loaded],
  );
  return { account: requireRegistered(states.user), position };
}
