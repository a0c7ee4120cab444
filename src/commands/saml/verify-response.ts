import type { OpenConnection } from '../../domain/connection/connection.js';
import { ConnectionIncomplete } from '../../domain/connection/decisions.js';
import type { OneTimeSecrets } from '../../security/request-stores/one-time-secrets.js';
import { readCertificate } from '../../security/saml/certificates.js';
import { checkResponse } from '../../security/saml/check-response.js';
import type { CheckedAssertion } from '../../security/saml/check-response.js';
import { SamlRefused } from '../../security/saml/refusal.js';
import type { ServiceAddresses } from '../../security/saml/service-provider.js';

/** A response of an identity provider, and the request that it answers. */
export interface ReceivedResponse {
  readonly connection: OpenConnection;
  readonly addresses: ServiceAddresses;
  readonly requestId: string;
  /** The form field `SAMLResponse`. */
  readonly encoded: string;
}

/**
 * Verifies a response, and uses its assertion up.
 *
 * @throws SamlRefused
 * @throws ConnectionIncomplete the connection has no description of its identity provider
 */
export async function verifyResponse(
  secrets: Pick<OneTimeSecrets, 'spend'>,
  { connection, addresses, requestId, encoded }: ReceivedResponse,
  now: Date,
): Promise<CheckedAssertion> {
  const { entityId: idpEntityId } = connection.provider;
  if (idpEntityId === null) throw new ConnectionIncomplete();
  const keys = keysOf(connection);
  const { entityId, acsUrl } = addresses;
  const checked = await checkResponse(encoded, { entityId, acsUrl, keys, idpEntityId, requestId, now });
  const lifeMs = checked.spentUntil.getTime() - now.getTime();
  const isFirst = await secrets.spend('saml assertion', `${connection.id} ${checked.id}`, lifeMs);
  if (!isFirst) throw new SamlRefused('replay');
  return checked;
}

/** Returns the public keys of the active certificates in PEM. An expired one counts, because its key is pinned. */
export function keysOf({ certificates }: Pick<OpenConnection, 'certificates'>): string[] {
  return certificates.map(({ pem }) => readCertificate(pem).publicKey);
}
