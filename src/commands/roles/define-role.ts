import { v5 as uuidv5 } from 'uuid';
import type { z } from 'zod';
import { defineRole as decide, requireRole } from '../../domain/roles/role-decisions.js';
import type { Role } from '../../domain/roles/role-set.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import type { RoleManager } from '../steps/access/authority.js';
import { changeRoleSet } from './change-role-set.js';
import type { ChangedRoleSet } from './change-role-set.js';
import { roleKey, roleProperties } from './role-inputs.js';

export const defineRoleInput = roleProperties.extend({ key: roleKey });

/** Role after a command. */
export interface ChangedRole extends ChangedRoleSet {
  readonly role: Role;
}

/**
 * Defines a role. A repeat of the command returns the same role.
 *
 * @throws RoleExists, UnknownPermission, UnknownParent, RoleLimit, ExceedsOwnPermissions
 */
export async function defineRole(
  dependencies: Pick<CommandDependencies, 'log'>,
  { key, ...properties }: z.output<typeof defineRoleInput>,
  manager: RoleManager,
  cause: Cause,
): Promise<ChangedRole> {
  const id = uuidv5('role', cause.commandId);
  const changed = await changeRoleSet(dependencies, manager, cause, (set, authority) =>
    decide(set, { id, key }, properties, authority),
  );
  return { ...changed, role: requireRole(changed.set, id) };
}
