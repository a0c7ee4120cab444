import type { Cause } from '../../../eventstore/codec.js';
import type { CommandDependencies } from '../../dependencies.js';
import { requireOpenWay } from '../../steps/access/required-connection.js';
import type { OfferRequest } from '../../steps/requests/offer-request.js';

/**
 * Accepts a sign-up without a password, and does not find out whether the address has an account. A worker mails a link,
 * which completes the sign-up where it began, or notifies the owner of the address.
 *
 * @throws SsoRequired
 * @param browser binding of the browser or app that asks
 */
export async function signUpByMail(
  dependencies: Pick<CommandDependencies, 'emailClaimStream' | 'storeOffer' | 'requiredConnection'>,
  account: OfferRequest['data']['account'],
  browser: string,
  { commandId, correlationId, actor, source }: Cause,
): Promise<void> {
  const { emailClaimStream, storeOffer } = dependencies;
  await requireOpenWay(dependencies, account.email);
  const claim = emailClaimStream(account.email);
  const data = { identity: null, account, browser, actor, source };
  await storeOffer({ commandId, correlationId, claim, data });
}
