import type { CommandDependencies } from '../../commands/dependencies.js';
import { connectionAt } from '../../domain/connection/connection.js';
import type { ConnectionId } from '../../domain/ids.js';
import { hasVerified } from '../../domain/organization/domains.js';
import { nameClaimAt } from '../../domain/organization/name-claim.js';
import { organizationAt } from '../../domain/organization/organization.js';
import { domainOf } from '../../domain/user/email-address.js';
import type { EmailAddress } from '../../domain/user/email-address.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import { START } from '../../eventstore/port.js';
import type { ReadModels } from '../routes/read-models.js';

/** Connections of one organisation that are looked at. */
const MAX_CONNECTIONS = 100;

type Dependencies = Pick<CommandDependencies, 'log' | 'domainClaimStream'> &
  Pick<ReadModels, 'listConnections'>;

/**
 * Finds the only enabled connection of the active organisation that has verified the domain of an address. Null: there is
 * none, or the person has to choose one of several. The outcome follows from the domain alone.
 */
export async function findConnectionOfDomain(
  { log, domainClaimStream, listConnections }: Dependencies,
  address: EmailAddress,
): Promise<ConnectionId | null> {
  const { owner } = await loadState(log, nameClaimAt(domainClaimStream(domainOf(address))));
  if (owner === null) return null;
  const organization = await loadState(log, organizationAt(owner));
  if (organization.status !== 'founded' || organization.isSuspended) return null;
  if (!hasVerified(organization, address)) return null;
  const { ids } = await listConnections(owner, { after: START, limit: MAX_CONNECTIONS });
  const known = await Promise.all(ids.map(async (id) => await loadState(log, connectionAt(id))));
  const enabled = known.flatMap((one) => (one.status === 'open' && one.isEnabled ? [one.id] : []));
  const [only = null, ...others] = enabled;
  return others.length === 0 ? only : null;
}
