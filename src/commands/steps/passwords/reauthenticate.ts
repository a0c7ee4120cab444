import type { EventId, UserId } from '../../../domain/ids.js';
import { requireRegistered, WrongPassword } from '../../../domain/user/decisions.js';
import { usablePassword } from '../../../domain/user/password-decisions.js';
import { userAt } from '../../../domain/user/user.js';
import type { Registered } from '../../../domain/user/user.js';
import type { Cause } from '../../../eventstore/codec.js';
import type { Position } from '../../../eventstore/port.js';
import type { CommandDependencies } from '../../dependencies.js';
import { load } from '../../handle.js';
import { loadAttemptCounters } from './attempt-counters.js';
import { clearFailures } from './clear-failures.js';
import { recordFailure, verifyPassword } from './verify-password.js';

/**
 * Account whose password was confirmed, with the id of the event that had set that password. For a repeated command
 * only its position: the password may have changed since.
 */
export type Reauthenticated =
  | { readonly handledAt: null; readonly account: Registered; readonly passwordSetBy: EventId }
  | { readonly handledAt: Position };

/**
 * Confirms the password of a signed-in user. A wrong password counts as a failure, as at a sign-in. While the account is
 * locked, every password is wrong.
 *
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
  const loaded = await load(log, userAt(userId));
  const handledAt = loaded.handledAt(cause.commandId);
  if (handledAt !== null) return { handledAt };
  const account = requireRegistered(loaded.state);
  const { passwordSetBy } = account;
  const { active } = await loadAttemptCounters(dependencies, userId, cause);
  return await limitConcurrency(active.stream, async () => {
    const proof = { password, stored: usablePassword(account) };
    const { matches, admission, counters } = await verifyPassword(dependencies, userId, proof, cause);
    if (!matches || passwordSetBy === null) {
      recordFailure(dependencies, userId, admission, cause);
      throw new WrongPassword();
    }
    await clearFailures(dependencies, counters, cause);
    return { handledAt, account, passwordSetBy };
  });
}
