import type { EmailAddress } from '../../../domain/user/email-address.js';
import type { Cause } from '../../../eventstore/codec.js';
import type { CommandDependencies } from '../../dependencies.js';

/**
 * Requests a mail with a link and a code to sign in. Every address takes the same steps; a worker finds the account and sends
 * the mail.
 *
 * @param request binding of the browser or app that asks
 */
export async function requestSignInLink(
  { emailClaimStream, storeSignIn }: Pick<CommandDependencies, 'emailClaimStream' | 'storeSignIn'>,
  email: EmailAddress,
  request: string,
  { commandId, correlationId, source }: Cause,
): Promise<void> {
  const claim = emailClaimStream(email);
  await storeSignIn({ commandId, correlationId, claim, data: { email, request, source } });
}
