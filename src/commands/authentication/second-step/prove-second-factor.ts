import { InvalidCode } from '../../../domain/user/factors/factor-decisions.js';
import type { z } from 'zod';
import type { Registered } from '../../../domain/user/user.js';
import type { Cause } from '../../../eventstore/codec.js';
import type { AssertionCredential } from '../../../security/webauthn/encoding/credential-schemas.js';
import type { CommandDependencies } from '../../dependencies.js';
import { loadAttemptCounters } from '../../steps/passwords/attempt-counters.js';
import type { AttemptCounters } from '../../steps/passwords/attempt-counters.js';
import { attemptCode, clearedEverywhere } from './attempt-code.js';
import { provePasskey } from '../methods/passkey.js';
import type { AssertionScope } from '../methods/passkey.js';
import type { Proof } from '../methods/proof.js';
import { secondFactorMethods } from '../methods/second-factor-methods.js';
import type { codeInput, SecondFactorInput } from '../methods/second-factor-methods.js';
import { countUse } from '../count-use.js';

/** Starts or raises a session with a proof, which that append uses up. */
type Use<Result> = (proof: Proof, counters: AttemptCounters) => Promise<Result>;

/**
 * Proves the second factor of an account.
 *
 * @param scope the sign-in or session that the proof is for
 * @throws InvalidCode, InvalidPasskey
 */
export async function proveSecondFactor<Result>(
  dependencies: CommandDependencies,
  account: Registered,
  { input, scope }: { readonly input: SecondFactorInput; readonly scope: AssertionScope },
  cause: Cause,
  use: Use<Result>,
): Promise<Result> {
  return input.method === 'passkey'
    ? await proveByKey(dependencies, account, { credential: input.credential, scope }, cause, use)
    : await proveByCode(dependencies, account, { ...input, scope }, cause, use);
}

/** Proves possession of a key. Nobody guesses its signature, so attempts are not counted, and a lock is lifted. */
async function proveByKey<Result>(
  dependencies: CommandDependencies,
  account: Registered,
  { credential, scope }: { readonly credential: AssertionCredential; readonly scope: AssertionScope },
  cause: Cause,
  use: Use<Result>,
): Promise<Result> {
  const { factorMetrics } = dependencies;
  const { proof } = await provePasskey(dependencies, account, credential, scope, cause.now);
  const counters = await loadAttemptCounters(dependencies, account.id, cause);
  const spent = [...proof.spent, clearedEverywhere(account.id)];
  const used = { ceremony: scope.purpose, userId: account.id };
  const result = await countUse(dependencies, used, cause, () => use({ ...proof, spent }, counters));
  factorMetrics.secondFactor(proof.kind, 'proved');
  return result;
}

/** Proves a code in one counted attempt. */
async function proveByCode<Result>(
  dependencies: CommandDependencies,
  account: Registered,
  { method: name, code, scope }: z.output<typeof codeInput> & { readonly scope: AssertionScope },
  cause: Cause,
  use: Use<Result>,
): Promise<Result> {
  const method = secondFactorMethods[name];
  return await attemptCode(dependencies, account.id, method.kind, cause, async (attempt) => {
    const isRefused = attempt.isLocked && method.canBeGuessed;
    const proof = isRefused ? null : await method.prove(dependencies, account, code, scope, cause);
    if (proof === null) throw new InvalidCode();
    // Nobody guesses a long code, so it also unlocks the account for all locations. Without a known location, both are one.
    const cleared = method.canBeGuessed ? [attempt.cleared] : [attempt.cleared, attempt.clearedEverywhere];
    return await use({ ...proof, spent: [...proof.spent, ...cleared] }, attempt.counters);
  });
}
