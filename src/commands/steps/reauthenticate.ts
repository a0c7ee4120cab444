import { v5 as uuidv5 } from 'uuid';
import { clearAttempts, rememberLocation } from '../../domain/attempts/decisions.js';
import type { EventId, UserId } from '../../domain/ids.js';
import { requireRegistered, WrongPassword } from '../../domain/user/decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Registered } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle, load } from '../handle.js';
import { retryOnConflict } from '../retry-on-conflict.js';
import { countersOf, recordFailure, verifyPassword } from './verify-password.js';
import type { Counters } from './verify-password.js';

export type Reauthenticated =
  | { readonly done: null; readonly account: Registered; readonly setBy: EventId }
  | { readonly done: Position };

/**
 * The account of a signed-in user who has just given the password again. A wrong one counts as at a sign-in, and where
 * the account is locked, every one is wrong.
 *
 * @returns the account and the event that had set the password that was confirmed; or, where this very
 *   command was carried out before, its position: the password may be another one since
 * @throws WrongPassword
 * @throws UnknownUser
 * @throws HasherBusy
 */
export async function reauthenticate(
  dependencies: CommandDependencies,
  userId: UserId,
  password: string,
  cause: Cause,
): Promise<Reauthenticated> {
  const { log, limitConcurrency } = dependencies;
  const { state, carriedOut } = await load(log, userAt(userId));
  const done = carriedOut(cause.commandId);
  if (done !== null) return { done };
  const account = requireRegistered(state);
  const { password: stored, passwordSetBy: setBy } = account;
  const { counting } = await countersOf(dependencies, userId, cause);
  return await limitConcurrency(counting.stream, async () => {
    const proof = { password, stored };
    const { matches, admission, counters } = await verifyPassword(dependencies, userId, proof, cause);
    if (!matches || setBy === null) {
      recordFailure(dependencies, userId, admission, cause);
      throw new WrongPassword();
    }
    await forgetFailures(log, counters, cause);
    return { done, account, setBy };
  });
}

async function forgetFailures(
  log: CommandDependencies['log'],
  { accountId, counting, known }: Counters,
  cause: Cause,
): Promise<void> {
  // A command of its own: by the first, the attempt was counted.
  const own = { ...cause, commandId: uuidv5('attempts cleared', cause.commandId) };
  await retryOnConflict(() =>
    handle(log, own, { counting }, () => ({
      counting: known ? rememberLocation(accountId) : clearAttempts(accountId),
    })),
  );
}
