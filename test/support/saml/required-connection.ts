import { randomUUID } from 'node:crypto';
import type { NameServer } from '../dns/name-server.js';
import type { Answer, Credence } from '../server/credence.js';
import { addConnection, enableConnection } from './connected-organization.js';
import type { ConnectedOrganization } from './connected-organization.js';

/** An organisation with a verified domain and an enabled connection. */
export interface DomainWithConnection extends ConnectedOrganization {
  readonly domain: string;
  /** The path of the domain for the owner. */
  readonly domainPath: string;
  /** Makes the connection the only way in. Null allows every way again. */
  require(connectionId?: string | null): Promise<Answer>;
}

/** Founds an organisation whose domain could require its connection. */
export async function connectDomain(credence: Credence, names: NameServer): Promise<DomainWithConnection> {
  const connected = await addConnection(credence);
  const { token } = connected.owner;
  const domain = `${randomUUID()}.example.com`;
  const path = `/v1/organizations/${connected.organizationId}/domains`;
  const added = await credence.call('POST', path, { token, body: { domain } });
  const { id, dns } = added.body as unknown as { id: string; dns: { name: string; value: string } };
  names.publish(dns.name, dns.value);
  const domainPath = `${path}/${id}`;
  const verified = await credence.call('POST', `${domainPath}/verify`, { token });
  const enabled = await enableConnection(credence, connected);
  if (verified.status !== 200 || enabled.status !== 200) throw new Error('The domain was not connected.');
  return {
    ...connected,
    domain,
    domainPath,
    require: (connectionId = connected.connectionId) =>
      credence.call('PATCH', domainPath, { token, body: { enforce_connection: connectionId } }),
  };
}
