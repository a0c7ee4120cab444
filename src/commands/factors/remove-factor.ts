import type { FactorId } from '../../domain/ids.js';
import { requireWayInWithout } from '../../domain/policies/ways-in.js';
import type { Entrances } from '../../domain/policies/ways-in.js';
import type { Started } from '../../domain/session/session.js';
import { sessionsEnded } from '../../domain/user/decisions.js';
import { removeFactor as remove } from '../../domain/user/factor-decisions.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { PASSKEY_AMR } from '../authentication/methods/passkey.js';
import { changeFactors } from './change-factors.js';
import type { SignedIn } from './change-factors.js';

/**
 * Removes a factor of a signed-in user and ends every other session, and this one if the factor alone started it. The last
 * factor takes the recovery codes with it.
 *
 * @throws SessionOver, ReauthenticationRequired, UnknownFactor, SecondFactorDemanded, LastWayIn
 */
export async function removeFactor(
  dependencies: Pick<CommandDependencies, 'log'>,
  caller: SignedIn,
  { factorId, entrances }: { readonly factorId: FactorId; readonly entrances: Entrances },
  cause: Cause,
) {
  return await changeFactors(dependencies, caller, cause, (account, session) => {
    const removed = remove(account, factorId);
    requireWayInWithout(account, factorId, entrances);
    return [...removed, sessionsEnded(isStartedBy(session, factorId) ? null : session.id)];
  });
}

/** Tells whether a passkey alone started a session. */
function isStartedBy({ amr, factors }: Started, factorId: FactorId): boolean {
  return amr.every((method) => PASSKEY_AMR.has(method)) && factors.every((one) => one.factor_id === factorId);
}
