import { skippingUnreadable } from '../../domain/aggregate.js';
import type { UserId } from '../../domain/ids.js';
import { eraseByLedger } from '../../domain/user/erasure/erasure-decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

/**
 * Erases a user that the ledger names, if the log of a restored backup has the account.
 *
 * @returns the position of the erasure, or null if this call erased nobody
 */
export async function eraseAgain(
  { log }: Pick<CommandDependencies, 'log'>,
  userId: UserId,
  cause: Cause,
): Promise<Position | null> {
  const { position, written } = await handle(
    log,
    cause,
    { user: skippingUnreadable(userAt(userId)) },
    ({ user }) => ({ user: eraseByLedger(user, cause.now) }),
  );
  return written ? position : null;
}
