import { z } from 'zod';
import type { UserId } from '../../domain/ids.js';
import { reactivate as decide, atRevision, requireRegistered } from '../../domain/user/decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Registered } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

export const reactivateInput = z.strictObject({ reason: z.string().max(200).optional() });

/**
 * Reactivates an account. Its ended sessions stay ended.
 *
 * @param ifRevision revision that the caller expects the account to have; null: any
 * @throws UnknownUser
 * @throws RevisionMismatch
 */
export async function reactivate(
  { log }: CommandDependencies,
  userId: UserId,
  { reason }: z.output<typeof reactivateInput>,
  cause: Cause,
  ifRevision: number | null,
): Promise<{ account: Registered; position: Position | null }> {
  const { states, position } = await handle(log, cause, { user: userAt(userId) }, ({ user }) => ({
    user: decide(atRevision(user, ifRevision), reason ?? null),
  }));
  return { account: requireRegistered(states.user), position };
}
