import { z } from 'zod';
import { permissionsOfRole } from '../../domain/roles/access.js';
import { scopeOf } from '../../domain/roles/role-set.js';
import type { Role, RoleSet } from '../../domain/roles/role-set.js';

/** A role with the permissions that it gives. */
export const roleJson = z
  .strictObject({
    id: z.uuid(),
    key: z.string(),
    name: z.string(),
    description: z.string(),
    permissions: z.array(z.string()),
    inherits: z.array(z.string()).meta({ description: 'The keys of the roles that this role inherits.' }),
    effective_permissions: z
      .array(z.string())
      .meta({ description: 'The permissions of the role and of the roles that it inherits.' }),
    built_in: z.boolean(),
  })
  .meta({ id: 'Role' });
export const rolesJson = z.strictObject({ items: z.array(roleJson) }).meta({ id: 'Roles' });

/** Returns a role as clients see it. */
export function toRoleJson(set: RoleSet, role: Role): z.input<typeof roleJson> {
  const { id, key, name, description, permissions, inherits } = role;
  return {
    id,
    key,
    name,
    description,
    permissions: [...permissions],
    inherits: inherits.flatMap((parent) => set.roles.get(parent)?.key ?? []),
    effective_permissions: [...permissionsOfRole(set, role)].sort(),
    built_in: scopeOf(set).builtIn.includes(role),
  };
}
