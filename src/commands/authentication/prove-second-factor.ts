import { InvalidCode } from '../../domain/user/factor-decisions.js';
import type { Registered } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import type { AttemptCounters } from '../steps/passwords/attempt-counters.js';
import { attemptCode } from './attempt-code.js';
import type { Proof } from './methods/proof.js';
import { secondFactorMethods } from './methods/second-factor-methods.js';
import type { SecondFactorInput } from './methods/second-factor-methods.js';

/**
 * Proves the second factor of an account, in one counted attempt.
 *
 * @param use starts or raises a session with the proof, which that append uses up
 * @throws InvalidCode
 */
export async function proveSecondFactor<Result>(
  dependencies: CommandDependencies,
  account: Registered,
  { method: name, code }: SecondFactorInput,
  cause: Cause,
  use: (proof: Proof, counters: AttemptCounters) => Promise<Result>,
): Promise<Result> {
  const method = secondFactorMethods[name];
  return await attemptCode(dependencies, account.id, name, cause, async (attempt) => {
    const isRefused = attempt.isLocked && method.canBeGuessed;
    const proof = isRefused ? null : method.prove(dependencies, account, code, cause);
    if (proof === null) throw new InvalidCode();
    // Nobody guesses a long code, so it also unlocks the account for all locations. Without a known location, both are one.
    const cleared = method.canBeGuessed ? [attempt.cleared] : [attempt.cleared, attempt.clearedEverywhere];
    return await use({ ...proof, spent: [...proof.spent, ...cleared] }, attempt.counters);
  });
}
