import type { EventId, UserId } from '../../../domain/ids.js';
import { completeReset } from '../../../domain/user/factors/reset-decisions.js';
import { userAt } from '../../../domain/user/user.js';
import type { Cause } from '../../../eventstore/codec.js';
import type { CommandDependencies } from '../../dependencies.js';
import { handle } from '../../handle.js';

/**
 * Removes all factors of an account and ends its sessions, if nobody has cancelled the request for it. Of a cancellation at
 * the same time and this command, the first append wins.
 *
 * @returns whether it removed them
 */
export async function completeFactorReset(
  { log }: Pick<CommandDependencies, 'log'>,
  userId: UserId,
  request: EventId,
  cause: Cause,
): Promise<boolean> {
  const { written } = await handle(log, cause, { user: userAt(userId) }, ({ user }) => ({
    user: completeReset(user, request, cause.now),
  }));
  return written;
}
