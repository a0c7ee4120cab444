import type { FactorId } from '../../domain/ids.js';
import { sessionsEnded } from '../../domain/user/decisions.js';
import { removeFactor as remove } from '../../domain/user/factor-decisions.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { changeFactors } from './change-factors.js';
import type { SignedIn } from './change-factors.js';

/**
 * Removes a factor of a signed-in user and ends every other session. The last factor takes the recovery codes with it.
 *
 * @throws SessionOver, ReauthenticationRequired, UnknownFactor, SecondFactorDemanded
 */
export async function removeFactor(
  dependencies: Pick<CommandDependencies, 'log'>,
  caller: SignedIn,
  factorId: FactorId,
  cause: Cause,
) {
  return await changeFactors(dependencies, caller, cause, (account, { id }) => [
    ...remove(account, factorId),
    sessionsEnded(id),
  ]);
}
