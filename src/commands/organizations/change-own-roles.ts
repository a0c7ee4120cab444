import type { OrganizationId } from '../../domain/ids.js';
import { requireFounded } from '../../domain/organization/decisions.js';
import { organizationAt } from '../../domain/organization/organization.js';
import type { Authority } from '../../domain/roles/escalation.js';
import type { RoleSetEvent } from '../../domain/roles/events.js';
import { organizationRoles, withAppPermissions } from '../../domain/roles/organization-roles.js';
import { globalRoles } from '../../domain/roles/role-set.js';
import type { RoleSet } from '../../domain/roles/role-set.js';
import type { Cause } from '../../eventstore/codec.js';
import type { EventLog } from '../../eventstore/event-log.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';
import type { RoleManager } from '../roles/authority.js';
import type { ChangedRoleSet } from '../roles/change-role-set.js';
import { authorityIn } from './authority-in.js';

/**
 * Carries out a decision about the own roles of an organisation, with the rules of the roles of the service.
 *
 * @throws UnknownOrganization, and the refusals of the decision
 */
export async function changeOwnRoles(
  { log }: Pick<CommandDependencies, 'log'>,
  id: OrganizationId,
  manager: RoleManager,
  cause: Cause,
  decide: (set: RoleSet, authority: Authority) => readonly RoleSetEvent[],
): Promise<ChangedRoleSet> {
  const authority = await authorityIn({ log }, id, manager);
  const streams = { organization: organizationAt(id), global: globalRoles, own: organizationRoles(id) };
  const { states, position } = await handle(log, cause, streams, ({ organization, global, own }) => {
    requireFounded(organization);
    return { own: decide(withAppPermissions(own, global), authority) };
  });
  return { set: withAppPermissions(states.own, states.global), position };
}

/**
 * Reads the roles of an organisation, with the permissions of apps.
 *
 * @throws UnknownOrganization
 */
export async function readOwnRoles(log: EventLog, id: OrganizationId): Promise<RoleSet> {
  const [organization, global, own] = await Promise.all([
    loadState(log, organizationAt(id)),
    loadState(log, globalRoles),
    loadState(log, organizationRoles(id)),
  ]);
  requireFounded(organization);
  return withAppPermissions(own, global);
}
