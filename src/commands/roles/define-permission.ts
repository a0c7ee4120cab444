import { definePermission as decide } from '../../domain/roles/role-decisions.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import type { RoleManager } from '../steps/access/authority.js';
import { changeRoleSet } from './change-role-set.js';
import type { ChangedRoleSet } from './change-role-set.js';

/**
 * Defines a permission of an app, or replaces its description.
 *
 * @throws BuiltIn, RoleLimit
 */
export async function definePermission(
  dependencies: Pick<CommandDependencies, 'log'>,
  { key, description }: { readonly key: string; readonly description: string },
  manager: RoleManager,
  cause: Cause,
): Promise<ChangedRoleSet> {
  return await changeRoleSet(dependencies, manager, cause, (set) => decide(set, key, description));
}
