import type { PendingSignInId, SessionId, UserId } from '../../../domain/ids.js';
import { requireActive } from '../../../domain/policies/active-session.js';
import { sessionAt } from '../../../domain/session/session.js';
import { requireRegistered } from '../../../domain/user/decisions.js';
import { UnknownFactor } from '../../../domain/user/factors/factor-decisions.js';
import { passkeysOf } from '../../../domain/user/factors/factors.js';
import { userAt } from '../../../domain/user/user.js';
import type { Registered } from '../../../domain/user/user.js';
import type { Cause } from '../../../eventstore/codec.js';
import { requestOptions } from '../../../security/webauthn/options.js';
import type { CommandDependencies } from '../../dependencies.js';
import { load } from '../../handle.js';
import type { AssertionScope } from '../methods/passkey.js';
import { InvalidMfaToken, loadPendingSignIn } from './pending-sign-in.js';

type Dependencies = Pick<CommandDependencies, 'log' | 'webauthn'>;

/** Returns the scope of the challenge that completes a sign-in. */
export function secondStepScope(id: PendingSignInId): AssertionScope {
  return { purpose: 'second_factor', boundTo: [id] };
}

/** Returns the scope of the challenge of a new proof in a session. */
export function stepUpScope(id: SessionId): AssertionScope {
  return { purpose: 'step_up', boundTo: [id] };
}

/**
 * Returns the options to complete a sign-in by a key of the account. The first proof has succeeded, so they name the keys.
 *
 * @throws InvalidMfaToken, UnknownFactor
 */
export async function secondStepOptions(
  dependencies: Dependencies & Pick<CommandDependencies, 'mfaTokens'>,
  mfaToken: string,
  cause: Cause,
) {
  const id = dependencies.mfaTokens.read(mfaToken);
  if (id === null) throw new InvalidMfaToken();
  const { account } = await loadPendingSignIn(dependencies, id, cause);
  return optionsFor(dependencies, account, secondStepScope(id), cause.now);
}

/**
 * Returns the options with which a signed-in user proves the identity again by a key.
 *
 * @throws SessionOver, UnknownFactor
 */
export async function stepUpOptions(
  dependencies: Dependencies,
  { userId, sessionId }: { readonly userId: UserId; readonly sessionId: SessionId },
  now: Date,
) {
  const { log } = dependencies;
  const [{ state: user }, { state: session }] = await Promise.all([
    load(log, userAt(userId)),
    load(log, sessionAt(sessionId)),
  ]);
  requireActive(user, session);
  return optionsFor(dependencies, requireRegistered(user), stepUpScope(sessionId), now);
}

/**
 * Returns the options for a second proof. It shows possession, so the authenticator need not verify its owner.
 *
 * @throws UnknownFactor the account has no key that works here
 */
function optionsFor({ webauthn }: Dependencies, account: Registered, scope: AssertionScope, now: Date) {
  const { relyingParty, challenges } = webauthn;
  const allowed = passkeysOf(account, relyingParty.id);
  // With an empty list, browsers would offer the passkeys of every account.
  if (allowed.length === 0) throw new UnknownFactor();
  return requestOptions({
    challenge: challenges.issue(scope, now),
    relyingParty,
    userVerification: 'discouraged',
    allowed,
  });
}
