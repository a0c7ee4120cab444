import type { SessionId } from '../../domain/ids.js';
import type { Cause } from '../../eventstore/codec.js';
import type { ProvenIdentity } from '../../security/oauth/provider.js';
import { IDENTITY_PROOF } from '../authentication/methods/identity.js';
import { startSession } from '../authentication/start-session.js';
import type { CommandDependencies } from '../dependencies.js';
import { loadAttemptCounters } from '../steps/passwords/attempt-counters.js';
import { replaceSession } from '../steps/replace-session.js';
import type { SessionGrant } from '../steps/session-grant.js';
import { findOrOpenAccount } from './find-or-open-account.js';

/**
 * Signs in the owner of an identity: to the account that the identity is linked to, else to the account with the same
 * address if both sides have verified it, else to a new account.
 *
 * @param presented session of the caller, which the new one replaces (OWASP ASVS 7.2.4)
 * @throws SecondFactorRequired the account owes a second factor
 * @throws SignInRefused the account is deactivated
 * @throws EmailMissing, EmailUnverified the provider's claims are not enough to open an account
 * @throws AccountExists the address has an account; its user has to sign in to link the identity
 * @throws ProviderLinked that account is linked to another identity of this provider
 * @throws EmailTaken, IdentityTaken an interrupted registration holds the claim
 */
export async function signInByIdentity(
  dependencies: CommandDependencies,
  proven: ProvenIdentity,
  cause: Cause,
  presented: { readonly sessionId: SessionId } | null = null,
): Promise<SessionGrant> {
  const account = await findOrOpenAccount(dependencies, proven, cause);
  const counters = await loadAttemptCounters(dependencies, account.id, cause);
  const signedIn = { proof: IDENTITY_PROOF, pending: null, provider: proven.provider, counters };
  const grant = await startSession(dependencies, account, signedIn, cause);
  return await replaceSession(dependencies, grant, presented, cause);
}
