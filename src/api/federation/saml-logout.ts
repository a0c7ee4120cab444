import { z } from 'zod';
import type { ProviderSession } from '../../commands/saml/provider-session.js';
import type { ConnectionId } from '../../domain/ids.js';
import { connectionIdSchema } from '../../domain/ids.js';
import type { OneTimeSecrets } from '../../security/request-stores/one-time-secrets.js';
import { logoutRequest, newMessageId } from '../../security/saml/logout/logout-messages.js';
import { redirectUrl } from '../../security/saml/logout/sent-message.js';
import { serviceAddresses } from '../../security/saml/service-provider.js';
import { Problem } from '../http/problems/problem.js';
import type { OAuth } from './federation.js';
import { isRelayState } from './saml-flows.js';

/** The time until the identity provider must have answered a logout request. */
const LOGOUT_MS = 10 * 60_000;

const logout = z.object({
  connectionId: connectionIdSchema,
  /** The id of the request, which the response must name. */
  requestId: z.string(),
  /** The URL that the browser returns to, or null to show a page of this service. */
  returnTo: z.string().nullable(),
});

/** Starts the logout of a session at its identity provider. Returns the address that the browser has to open. */
export async function startLogout(
  { secrets, publicUrl }: Pick<OAuth, 'secrets' | 'publicUrl'>,
  { connection, sloUrl, nameId, index }: ProviderSession,
  returnTo: string | null,
  now: Date,
): Promise<string> {
  const { id: connectionId, own } = connection;
  const requestId = newMessageId();
  const relayState = await secrets.issue('saml sign-out', { connectionId, requestId, returnTo }, LOGOUT_MS);
  const { entityId } = serviceAddresses(publicUrl, connectionId);
  const xml = logoutRequest({ entityId, sloUrl, now }, { id: requestId, nameId, index });
  return redirectUrl(sloUrl, { kind: 'SAMLRequest', xml, relayState }, own.privateKey);
}

/**
 * Ends the logout of a session. Its relay state is valid once.
 *
 * @throws Problem invalid_state: it is unknown, used, expired, or of another connection
 */
export async function endLogout(
  secrets: Pick<OneTimeSecrets, 'redeem'>,
  relayState: string | null,
  connectionId: ConnectionId,
): Promise<z.output<typeof logout>> {
  if (!isRelayState(relayState ?? undefined)) throw new Problem('invalid_state');
  const { data } = logout.safeParse(await secrets.redeem('saml sign-out', relayState ?? ''));
  if (data?.connectionId !== connectionId) throw new Problem('invalid_state');
  return data;
}
