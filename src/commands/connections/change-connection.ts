import type { Connection } from '../../domain/connection/connection.js';
import { connectionAt } from '../../domain/connection/connection.js';
import type { ConnectionEvent } from '../../domain/connection/events.js';
import type { ConnectionId, OrganizationId } from '../../domain/ids.js';
import { requireFounded } from '../../domain/organization/decisions.js';
import type { Organization } from '../../domain/organization/organization.js';
import { organizationAt } from '../../domain/organization/organization.js';
import { requirePowerOverMembers } from '../../domain/organization/power.js';
import type { Authority } from '../../domain/roles/escalation.js';
import { organizationRoles, withAppPermissions } from '../../domain/roles/organization-roles.js';
import { globalRoles } from '../../domain/roles/role-set.js';
import type { RoleSet } from '../../domain/roles/role-set.js';
import type { Cause } from '../../eventstore/codec.js';
import { factsOf, memberStreams } from '../../eventstore/folding/load-member.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle, handleGuarded } from '../handle.js';
import { authorityIn } from '../steps/access/authority-in.js';
import type { RoleManager } from '../steps/access/authority.js';

/** The ids of a connection and its organisation. */
export interface ConnectionIds {
  readonly id: ConnectionId;
  readonly organizationId: OrganizationId;
}

/** The state that decides about the permissions that a change passes on. */
interface Power {
  readonly authority: Authority;
  /** The roles of the organisation. */
  readonly roles: RoleSet;
}

/** The state of an organisation that a change reads. */
interface OrganizationStates {
  readonly organization: Organization;
  readonly ownRoles: RoleSet;
  readonly roles: RoleSet;
}

/** A connection after a command. */
export interface ChangedConnection {
  readonly connection: Connection;
  readonly position: Position | null;
}

/**
 * Carries out a decision about a connection. The caller needs every permission of an admin, because a connection lets
 * somebody sign in as any member.
 *
 * @throws UnknownOrganization, ExceedsOwnPermissions, and the refusals of the decision
 */
export async function changeConnection(
  { log }: Pick<CommandDependencies, 'log'>,
  { id, organizationId }: ConnectionIds,
  manager: RoleManager,
  cause: Cause,
  decide: (connection: Connection, power: Power) => readonly ConnectionEvent[],
): Promise<ChangedConnection> {
  const decideIn = (before: OrganizationStates & { connection: Connection }, authority: Authority) => {
    requireFounded(before.organization);
    requirePowerOverMembers(authority);
    const roles = withAppPermissions(before.ownRoles, before.roles);
    return { connection: decide(before.connection, { authority, roles }) };
  };
  const connection = connectionAt(id);
  if (manager.person === null) {
    const organization = organizationAt(organizationId);
    const streams = {
      organization,
      ownRoles: organizationRoles(organizationId),
      roles: globalRoles,
      connection,
    };
    const { states, position } = await handle(log, cause, streams, (before) =>
      decideIn(before, manager.authority),
    );
    return { connection: states.connection, position };
  }
  const streams = { ...memberStreams({ organizationId, userId: manager.person }), connection };
  const { states, position } = await handleGuarded(log, cause, streams, (before) =>
    decideIn(before, authorityIn(factsOf(before), manager)),
  );
  return { connection: states.connection, position };
}
