import { retireRole as decide } from '../../domain/roles/role-decisions.js';
import type { RoleReference } from '../../domain/roles/role-decisions.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import type { RoleManager } from '../steps/access/authority.js';
import { changeRoleSet } from './change-role-set.js';
import type { ChangedRoleSet } from './change-role-set.js';

/**
 * Retires a role for good. Its holders lose its permissions at once.
 *
 * @throws UnknownRole, RevisionMismatch, BuiltIn, ExceedsOwnPermissions
 */
export async function retireRole(
  dependencies: Pick<CommandDependencies, 'log'>,
  role: RoleReference,
  manager: RoleManager,
  cause: Cause,
): Promise<ChangedRoleSet> {
  return await changeRoleSet(dependencies, manager, cause, (set, authority) => decide(set, role, authority));
}
