import type { Cause } from '../../eventstore/codec.js';
import type { ProvenIdentity } from '../../security/oauth/provider.js';
import type { CommandDependencies } from '../dependencies.js';
import { requireOpenWay } from '../steps/access/required-connection.js';
import { newIdentity, usernameOf } from './new-identity.js';

/**
 * Accepts a sign-up with an address that the provider has not verified, without finding out whether the address has an
 * account. A worker mails a link, which completes the registration in the same browser, or notifies the owner of the address.
 *
 * @throws SsoRequired
 * @param browser digest of the secret that the browser keeps
 */
export async function offerRegistration(
  dependencies: Pick<
    CommandDependencies,
    'emailClaimStream' | 'identityClaimStream' | 'storeOffer' | 'requiredConnection'
  >,
  proven: ProvenIdentity,
  browser: string,
  { commandId, correlationId, actor, source }: Cause,
): Promise<void> {
  if (proven.email === null) return;
  const { address } = proven.email;
  await requireOpenWay(dependencies, address, proven.provider);
  const account = { email: address, username: usernameOf(proven, address) };
  const data = { identity: newIdentity(dependencies, proven), account, browser, actor, source };
  const claim = dependencies.emailClaimStream(address);
  await dependencies.storeOffer({ commandId, correlationId, claim, data });
}
