import { skippingUnreadable } from '../../domain/aggregate.js';
import type { UserId } from '../../domain/ids.js';
import { atRevision } from '../../domain/user/decisions.js';
import { keepAccount } from '../../domain/user/erasure/erasure-decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

/**
 * Cancels a requested erasure at the request of an administrator. An event that this release cannot read does not prevent it.
 * Does nothing if no erasure waits.
 *
 * @param ifRevision revision that the caller expects the account to have; null: any
 * @throws UnknownUser the account was erased, RevisionMismatch
 */
export async function cancelUserErasure(
  { log }: Pick<CommandDependencies, 'log'>,
  userId: UserId,
  cause: Cause,
  ifRevision: number | null,
): Promise<{ position: Position | null }> {
  const { position } = await handle(log, cause, { user: skippingUnreadable(userAt(userId)) }, ({ user }) => ({
    user: keepAccount(atRevision(user, ifRevision)),
  }));
  return { position };
}
