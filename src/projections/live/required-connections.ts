import { connectionAt } from '../../domain/connection/connection.js';
import type { Connection } from '../../domain/connection/connection.js';
import type { ConnectionEvent } from '../../domain/connection/events.js';
import type { ConnectionId } from '../../domain/ids.js';
import { connectionDemandedBy } from '../../domain/organization/domains.js';
import { nameClaimAt } from '../../domain/organization/name-claim.js';
import type { NameClaim, NameClaimEvent } from '../../domain/organization/name-claim.js';
import { domainOf } from '../../domain/user/email-address.js';
import type { EmailAddress } from '../../domain/user/email-address.js';
import type { EventLog } from '../../eventstore/event-log.js';
import type { DomainClaimStream } from '../../security/keys/claim-streams.js';
import type { LiveFollower } from './live-subscription.js';
import type { MemberCache } from './member-cache.js';
import { stateCache } from './state-cache.js';

/** A cache of the connections that domains demand. */
export interface RequiredConnections {
  /** Finds the enabled connection that the domain of an address demands, or null. */
  readonly find: (address: EmailAddress) => Promise<ConnectionId | null>;
  readonly followers: readonly LiveFollower[];
}

/** Creates a cache of claims of domains and of connections. Most domains have no claim, which is cached as well. */
export function requiredConnections(
  log: EventLog,
  domainClaimStream: DomainClaimStream,
  { findOrganization }: Pick<MemberCache, 'findOrganization'>,
): RequiredConnections {
  const claims = stateCache<NameClaim, NameClaimEvent>(log);
  const connections = stateCache<Connection, ConnectionEvent>(log, ({ status }) => status === 'open');
  return {
    async find(address) {
      const stream = domainClaimStream(domainOf(address));
      const { owner } = await claims.find(nameClaimAt(stream));
      if (owner === null) return null;
      const organization = await findOrganization(owner);
      if (organization.status !== 'founded' || organization.isSuspended) return null;
      const id = connectionDemandedBy(organization, stream);
      if (id === null) return null;
      const connection = await connections.find(connectionAt(id));
      return connection.status === 'open' && connection.isEnabled ? id : null;
    },
    followers: [claims, connections],
  };
}
