import type { SessionId } from '../../domain/ids.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { replaceSession } from '../steps/replace-session.js';
import type { SessionGrant } from '../steps/session-grant.js';
import type { SecondFactorInput } from './methods/second-factor-methods.js';
import { InvalidMfaToken, loadPendingSignIn } from './pending-sign-in.js';
import { secondStepScope } from './key-options.js';
import { proveSecondFactor } from './prove-second-factor.js';
import { startSession } from './start-session.js';

/**
 * Completes a sign-in with a second factor and starts its session.
 *
 * @param presented session of the caller, which the new one replaces (OWASP ASVS 7.2.4)
 * @throws InvalidMfaToken
 * @throws InvalidCode, InvalidPasskey
 */
export async function completeSignIn(
  dependencies: CommandDependencies,
  mfaToken: string,
  input: SecondFactorInput,
  presented: { readonly sessionId: SessionId } | null,
  cause: Cause,
): Promise<SessionGrant> {
  const id = dependencies.mfaTokens.read(mfaToken);
  if (id === null) throw new InvalidMfaToken();
  const { pending, account } = await loadPendingSignIn(dependencies, id, cause);
  const { provider } = pending;
  const proving = { input, scope: secondStepScope(id) };
  const grant = await proveSecondFactor(dependencies, account, proving, cause, (proof, counters) =>
    startSession(dependencies, account, { proof, pending, provider, counters }, cause),
  );
  return await replaceSession(dependencies, grant, presented, cause);
}
