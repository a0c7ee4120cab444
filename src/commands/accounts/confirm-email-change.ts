import { z } from 'zod';
import { claimAt } from '../../domain/claim/claim.js';
import { claimAgain } from '../../domain/claim/decisions.js';
import { confirmEmailChange as confirm } from '../../domain/user/email-decisions.js';
import { requireRegistered, LinkUsed } from '../../domain/user/decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Registered } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import * as fields from '../input-schemas.js';
import { handle, load } from '../handle.js';

export const confirmEmailChangeInput = z.strictObject({ token: fields.linkToken });

/**
 * Changes the email address of an account to the address that the link was mailed to. The `settle` reaction to the event
 * releases the claim on the old address.
 *
 * @throws LinkUsed the token is not authentic, or its link was used, replaced or has expired
 * @throws EmailTaken another account has registered the address since the link was requested
 */
export async function confirmEmailChange(
  { log, linkTokens }: CommandDependencies,
  { token }: z.output<typeof confirmEmailChangeInput>,
  cause: Cause,
): Promise<{ account: Registered; position: Position | null }> {
  const link = linkTokens.read('confirm-email', token);
  if (link === null) throw new LinkUsed();
  const { userId } = link;
  const { state: current } = await load(log, userAt(userId));
  // An older link does not match the pending address; the decision below refuses it.
  const claimStream =
    current.status === 'registered' ? (current.pendingAddress?.claim ?? current.claim) : null;
  if (claimStream === null) throw new LinkUsed();

  const userCause = { ...cause, actor: `user:${userId}` };
  const { states, position } = await handle(
    log,
    userCause,
    { claim: claimAt(claimStream), user: userAt(userId) },
    ({ claim, user }) => {
      const changed = confirm(user, link.eventId, cause.now);
      return { claim: claimAgain(claim, userId), user: changed };
    },
  );
  return { account: requireRegistered(states.user), position };
}
