import { changeRole as decide, requireRole } from '../../domain/roles/role-decisions.js';
import type { RoleReference } from '../../domain/roles/role-decisions.js';
import type { RoleProperties } from '../../domain/roles/role-set.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import type { RoleManager } from '../steps/access/authority.js';
import { changeRoleSet } from './change-role-set.js';
import type { ChangedRole } from './define-role.js';

/**
 * Replaces the properties of a role. Its holders have the new permissions at once.
 *
 * @throws UnknownRole, RevisionMismatch, BuiltIn, ExceedsOwnPermissions
 * @throws UnknownPermission, UnknownParent, RoleCycle, RoleLimit
 */
export async function changeRole(
  dependencies: Pick<CommandDependencies, 'log'>,
  role: RoleReference,
  properties: RoleProperties,
  manager: RoleManager,
  cause: Cause,
): Promise<ChangedRole> {
  const changed = await changeRoleSet(dependencies, manager, cause, (set, authority) =>
    decide(set, role, properties, authority),
  );
  return { ...changed, role: requireRole(changed.set, role.reference) };
}
