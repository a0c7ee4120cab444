import { skippingUnreadable } from '../../domain/aggregate.js';
import type { EventId, UserId } from '../../domain/ids.js';
import { completeErasure as decide } from '../../domain/user/erasure/erasure-decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

/**
 * Erases an account at the time of a request, unless its owner has signed in since.
 *
 * @returns false if the request was cancelled
 */
export async function completeErasure(
  {
    log,
    rules,
  }: Pick<CommandDependencies, 'log'> & {
    readonly rules: Pick<CommandDependencies['rules'], 'claimQuarantineMs'>;
  },
  userId: UserId,
  request: EventId,
  cause: Cause,
): Promise<boolean> {
  const times = { now: cause.now, quarantineMs: rules.claimQuarantineMs };
  const { states } = await handle(log, cause, { user: skippingUnreadable(userAt(userId)) }, ({ user }) => ({
    user: decide(user, request, times),
  }));
  return states.user.status === 'erased';
}
