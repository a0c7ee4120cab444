import { skippingUnreadable } from '../../domain/aggregate.js';
import type { UserId } from '../../domain/ids.js';
import { eraseByLedger } from '../../domain/user/erasure/erasure-decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';
import { findErasure } from './find-erasure.js';

/** The erasure of a user in a restored log. */
interface Repeated {
  /** False if the log had the erasure already, or has no such account. */
  readonly isNew: boolean;
  /** Position of the event that erased the user; null if the log has no such account. */
  readonly position: Position | null;
}

/** Erases a user that the ledger names, if the log of a restored backup has the account. */
export async function eraseAgain(
  { log }: Pick<CommandDependencies, 'log'>,
  userId: UserId,
  cause: Cause,
): Promise<Repeated> {
  const { written } = await handle(log, cause, { user: skippingUnreadable(userAt(userId)) }, ({ user }) => ({
    user: eraseByLedger(user, cause.now),
  }));
  const erasure = await findErasure(log.store, userId);
  return { isNew: written, position: erasure?.position ?? null };
}
