import { retirePermission as decide } from '../../domain/roles/role-decisions.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import type { RoleManager } from '../steps/access/authority.js';
import { changeRoleSet } from './change-role-set.js';
import type { ChangedRoleSet } from './change-role-set.js';

/**
 * Retires a permission of an app. Nobody has it from here on.
 *
 * @throws BuiltIn, UnknownPermission, ExceedsOwnPermissions
 */
export async function retirePermission(
  dependencies: Pick<CommandDependencies, 'log'>,
  key: string,
  manager: RoleManager,
  cause: Cause,
): Promise<ChangedRoleSet> {
  return await changeRoleSet(dependencies, manager, cause, (set, authority) => decide(set, key, authority));
}
