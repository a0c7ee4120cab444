import { connectionAt } from '../../domain/connection/connection.js';
import { ConnectionIncomplete, requireConnection } from '../../domain/connection/decisions.js';
import type { ConnectionId, OrganizationId } from '../../domain/ids.js';
import { enforceConnection as decide } from '../../domain/organization/domain-decisions.js';
import type { Cause } from '../../eventstore/codec.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import type { CommandDependencies } from '../dependencies.js';
import type { ChangedOrganization } from '../organizations/found-organization.js';
import type { RoleManager } from '../steps/access/authority.js';
import { changeSettings } from '../steps/access/change-settings.js';

interface Enforcement {
  readonly organizationId: OrganizationId;
  readonly domainId: string;
  /** Null: every way to sign in is open again. */
  readonly connectionId: ConnectionId | null;
}

/**
 * Demands that people with addresses of a domain sign in by a connection of its organisation. While the connection is not
 * enabled, every way is open, so that a connection out of service locks nobody out.
 *
 * @throws UnknownConnection it is of another organisation
 * @throws ConnectionIncomplete it is not enabled
 * @throws DomainProofMissing the domain is not verified
 * @throws UnknownOrganization, UnknownDomain, ExceedsOwnPermissions
 */
export async function enforceConnection(
  dependencies: Pick<CommandDependencies, 'log'>,
  { organizationId, domainId, connectionId }: Enforcement,
  manager: RoleManager,
  cause: Cause,
): Promise<ChangedOrganization> {
  const connection =
    connectionId === null ? null : await loadState(dependencies.log, connectionAt(connectionId));
  return await changeSettings(dependencies, organizationId, manager, cause, (organization) => {
    if (connection !== null && !requireConnection(connection, organizationId).isEnabled)
      throw new ConnectionIncomplete();
    return decide(organization, domainId, connectionId);
  });
}
