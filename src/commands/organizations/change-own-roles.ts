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
import { factsOf, memberStreams } from '../../eventstore/folding/load-member.js';
import type { MemberStates } from '../../eventstore/folding/load-member.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle, handleGuarded } from '../handle.js';
import type { RoleManager } from '../steps/access/authority.js';
import type { ChangedRoleSet } from '../roles/change-role-set.js';
import { authorityIn } from '../steps/access/authority-in.js';

/** State that every decision about the own roles of an organisation reads. */
type OwnRoleStates = Pick<MemberStates, 'organization' | 'roles' | 'ownRoles'>;

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
  const decideIn = ({ organization, roles, ownRoles }: OwnRoleStates, authority: Authority) => {
    requireFounded(organization);
    return { ownRoles: decide(withAppPermissions(ownRoles, roles), authority) };
  };
  if (manager.person === null) {
    const streams = { organization: organizationAt(id), roles: globalRoles, ownRoles: organizationRoles(id) };
    const { states, position } = await handle(log, cause, streams, (own) => decideIn(own, manager.authority));
    return { set: withAppPermissions(states.ownRoles, states.roles), position };
  }
  const { ownRoles, ...others } = memberStreams({ organizationId: id, userId: manager.person });
  const { states, position } = await handleGuarded(log, cause, { ...others, ownRoles }, (own) =>
    decideIn(own, authorityIn(factsOf(own), manager)),
  );
  return { set: withAppPermissions(states.ownRoles, states.roles), position };
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
