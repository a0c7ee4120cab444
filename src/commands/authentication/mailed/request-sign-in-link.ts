import type { EmailAddress } from '../../../domain/user/email-address.js';
import type { Cause } from '../../../eventstore/codec.js';
import type { CommandDependencies } from '../../dependencies.js';
import { requireOpenWay } from '../../steps/access/required-connection.js';

/**
 * Requests a mail with a link and a code to sign in. Every address takes the same steps; a worker finds the account and sends
 * the mail.
 *
 * @throws SsoRequired
 * @param request binding of the browser or app that asks
 */
export async function requestSignInLink(
  dependencies: Pick<CommandDependencies, 'emailClaimStream' | 'storeSignIn' | 'requiredConnection'>,
  email: EmailAddress,
  request: string,
  { commandId, correlationId, source }: Cause,
): Promise<void> {
  const { emailClaimStream, storeSignIn } = dependencies;
  await requireOpenWay(dependencies, email);
  const claim = emailClaimStream(email);
  await storeSignIn({ commandId, correlationId, claim, data: { email, request, source } });
}
