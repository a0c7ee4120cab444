import { z } from 'zod';
import { skippingUnreadable } from '../../domain/aggregate.js';
import type { UserId } from '../../domain/ids.js';
import { deactivate as decide, atRevision, requireRegistered } from '../../domain/user/decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Registered } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handleGuarded } from '../handle.js';
import { closing, closingStreams } from '../steps/access/administrator-accounts.js';

export const deactivateInput = z.strictObject({ reason: z.string().max(200).optional() });

/**
 * Deactivates an account: ends every session and refuses sign-ins. The data of the account is kept.
 *
 * An event that this release cannot read does not prevent it.
 *
 * @param ifRevision revision that the caller expects the account to have; null: any
 * @throws UnknownUser
 * @throws RevisionMismatch
 * @throws LastAdministrator
 */
export async function deactivate(
  { log }: Pick<CommandDependencies, 'log'>,
  userId: UserId,
  { reason }: z.output<typeof deactivateInput>,
  cause: Cause,
  ifRevision: number | null,
): Promise<{ account: Registered; position: Position | null }> {
  const streams = { ...(await closingStreams({ log }, userId)), user: skippingUnreadable(userAt(userId)) };
  const { states, position } = await handleGuarded(log, cause, streams, (facts) => ({
    user: closing(facts, decide(atRevision(facts.user, ifRevision), reason ?? null)),
  }));
  return { account: requireRegistered(states.user), position };
}
