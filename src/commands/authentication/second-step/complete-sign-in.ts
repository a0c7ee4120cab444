import type { SessionId } from '../../../domain/ids.js';
import type { Cause } from '../../../eventstore/codec.js';
import type { CommandDependencies } from '../../dependencies.js';
import { replaceSession } from '../../steps/replace-session.js';
import type { SessionGrant } from '../../steps/session-grant.js';
import type { SecondFactorInput } from '../methods/second-factor-methods.js';
import { InvalidMfaToken, loadPendingSignIn } from './pending-sign-in.js';
import { secondStepScope } from './key-options.js';
import { proveSecondFactor } from './prove-second-factor.js';
import { allowsTrust } from './second-factor-required.js';
import { startSession } from '../start-session.js';

/**
 * Completes a sign-in with a second factor and starts its session.
 *
 * @param trustsDevice trusts the device, so that its next sign-ins by password need no second factor
 * @param presented session of the caller, which the new one replaces (OWASP ASVS 7.2.4)
 * @throws InvalidMfaToken
 * @throws InvalidCode, InvalidPasskey
 */
export async function completeSignIn(
  dependencies: CommandDependencies,
  mfaToken: string,
  { trustsDevice = false, ...input }: SecondFactorInput & { readonly trustsDevice?: boolean },
  presented: { readonly sessionId: SessionId } | null,
  cause: Cause,
): Promise<{ session: SessionGrant; deviceToken: string | null }> {
  const id = dependencies.mfaTokens.read(mfaToken);
  if (id === null) throw new InvalidMfaToken();
  const { pending, account } = await loadPendingSignIn(dependencies, id, cause);
  const { provider } = pending;
  // The use of a recovery code ends all trust: somebody may have lost a device.
  const trusts = trustsDevice && input.method !== 'recovery_code' && allowsTrust(dependencies, pending);
  const proving = { input, scope: secondStepScope(id) };
  const grant = await proveSecondFactor(dependencies, account, proving, cause, (proof, counters) =>
    startSession(dependencies, account, { proof, pending, provider, counters, trustsDevice: trusts }, cause),
  );
  const { userId, sessionId: trustId } = grant;
  return {
    session: await replaceSession(dependencies, grant, presented, cause),
    deviceToken: trusts ? dependencies.deviceTokens.issue({ userId, trustId }) : null,
  };
}
