import { skippingUnreadable } from '../../domain/aggregate.js';
import type { UserId } from '../../domain/ids.js';
import { eraseUnverified as decide } from '../../domain/user/erasure/erasure-decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

/**
 * Erases an account whose address nobody has verified in time. Of a verification at the same time and this command, the
 * first append wins.
 *
 * @returns whether this call erased it
 */
export async function eraseUnverified(
  { log }: Pick<CommandDependencies, 'log'>,
  userId: UserId,
  cause: Cause,
): Promise<boolean> {
  const { written } = await handle(log, cause, { user: skippingUnreadable(userAt(userId)) }, ({ user }) => ({
    user: decide(user, cause.now),
  }));
  return written;
}
