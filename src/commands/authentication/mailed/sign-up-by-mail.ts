import type { Cause } from '../../../eventstore/codec.js';
import type { CommandDependencies } from '../../dependencies.js';
import type { OfferRequest } from '../../steps/requests/offer-request.js';

/**
 * Accepts a sign-up without a password, and does not find out whether the address has an account. A worker mails a link,
 * which completes the sign-up where it began, or notifies the owner of the address.
 *
 * @param browser binding of the browser or app that asks
 */
export async function signUpByMail(
  { emailClaimStream, storeOffer }: Pick<CommandDependencies, 'emailClaimStream' | 'storeOffer'>,
  account: OfferRequest['data']['account'],
  browser: string,
  { commandId, correlationId, actor, source }: Cause,
): Promise<void> {
  const claim = emailClaimStream(account.email);
  const data = { identity: null, account, browser, actor, source };
  await storeOffer({ commandId, correlationId, claim, data });
}
