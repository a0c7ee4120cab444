import { z } from 'zod';
import { changeRole } from '../../commands/roles/change-role.js';
import { defineRole, defineRoleInput } from '../../commands/roles/define-role.js';
import { retireRole } from '../../commands/roles/retire-role.js';
import { roleProperties, roleReference } from '../../commands/roles/role-inputs.js';
import { permissionsOfRole } from '../../domain/roles/access.js';
import { requireRole } from '../../domain/roles/role-decisions.js';
import { ADMINISTRATOR, globalRoles } from '../../domain/roles/role-set.js';
import type { Role, RoleSet } from '../../domain/roles/role-set.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import { messageJson } from '../answers/message-json.js';
import { requireRecentProof } from '../http/authentication/administrators.js';
import { causeOf } from '../http/requests/cause.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

const roleJson = z
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
const rolesJson = z.strictObject({ items: z.array(roleJson) }).meta({ id: 'Roles' });

const tag = 'Roles';
const rolePath = z.strictObject({ role_id: roleReference });
const changeRefusals = [
  'exceeds_own_permissions',
  'unknown_permission',
  'unknown_parent',
  'role_limit',
  'reauthentication_required',
] as const;

/** Routes for the roles of the service. */
export function roleRoutes({ commands }: RouteDependencies): Route[] {
  const { log } = commands;
  return [
    defineRoute({
      method: 'get',
      path: '/v1/roles',
      operation: 'listRoles',
      summary: 'Lists the roles, beginning with the built-in one.',
      tag,
      auth: 'service',
      permission: 'roles:read',
      answers: { 200: { description: 'All roles.', body: rolesJson } },
      refusals: [],
      async handle() {
        const set = await loadState(log, globalRoles);
        const roles = [ADMINISTRATOR, ...set.roles.values()];
        return { status: 200, body: { items: roles.map((role) => toRoleJson(set, role)) } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/roles',
      operation: 'defineRole',
      summary: 'Defines a role with permissions that the caller has.',
      tag,
      auth: 'service',
      permission: 'roles:write',
      body: defineRoleInput,
      answers: { 201: { description: 'The role.', body: roleJson } },
      refusals: ['role_exists', ...changeRefusals],
      async handle({ body, context, caller }) {
        await requireRecentProof(commands, caller, context.now);
        const { set, role, position } = await defineRole(commands, body, caller, causeOf(context, caller));
        return { status: 201, body: toRoleJson(set, role), position, revision: role.revision };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/roles/{role_id}',
      operation: 'readRole',
      summary: 'Returns one role.',
      tag,
      auth: 'service',
      permission: 'roles:read',
      params: rolePath,
      answers: { 200: { description: 'The role.', body: roleJson } },
      refusals: ['unknown_role'],
      async handle({ params }) {
        const set = await loadState(log, globalRoles);
        const role = requireRole(set, params.role_id);
        return { status: 200, body: toRoleJson(set, role), revision: role.revision };
      },
    }),
    defineRoute({
      method: 'put',
      path: '/v1/roles/{role_id}',
      operation: 'changeRole',
      summary: 'Replaces the properties of a role. Its holders have the new permissions at once.',
      tag,
      auth: 'service',
      permission: 'roles:write',
      params: rolePath,
      body: roleProperties,
      ifMatch: true,
      answers: { 200: { description: 'The changed role.', body: roleJson } },
      refusals: ['unknown_role', 'built_in', 'role_cycle', ...changeRefusals],
      async handle({ params, body, context, caller, ifMatch }) {
        await requireRecentProof(commands, caller, context.now);
        const named = { reference: params.role_id, revision: ifMatch };
        const changed = await changeRole(commands, named, body, caller, causeOf(context, caller));
        const { set, role, position } = changed;
        return { status: 200, body: toRoleJson(set, role), position, revision: role.revision };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/v1/roles/{role_id}',
      operation: 'retireRole',
      summary: 'Retires a role for good. Its holders lose its permissions at once.',
      tag,
      auth: 'service',
      permission: 'roles:write',
      params: rolePath,
      ifMatch: true,
      answers: { 200: { description: 'The role is retired.', body: messageJson } },
      refusals: ['unknown_role', 'built_in', 'exceeds_own_permissions', 'reauthentication_required'],
      async handle({ params, context, caller, ifMatch }) {
        await requireRecentProof(commands, caller, context.now);
        const named = { reference: params.role_id, revision: ifMatch };
        const { position } = await retireRole(commands, named, caller, causeOf(context, caller));
        return { status: 200, body: { message: 'The role is retired.' }, position };
      },
    }),
  ];
}

function toRoleJson(set: RoleSet, role: Role): z.input<typeof roleJson> {
  const { id, key, name, description, permissions, inherits } = role;
  return {
    id,
    key,
    name,
    description,
    permissions: [...permissions],
    inherits: inherits.flatMap((parent) => set.roles.get(parent)?.key ?? []),
    effective_permissions: [...permissionsOfRole(set, role)].sort(),
    built_in: role === ADMINISTRATOR,
  };
}
