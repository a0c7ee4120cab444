import { z } from 'zod';
import { definePermission } from '../../commands/roles/define-permission.js';
import { retirePermission } from '../../commands/roles/retire-permission.js';
import { permissionKey, roleText } from '../../commands/roles/role-inputs.js';
import { PERMISSIONS } from '../../domain/permissions.js';
import { globalRoles } from '../../domain/roles/role-set.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import { messageJson } from '../answers/message-json.js';
import { requireRecentProof } from '../http/authentication/administrators.js';
import { causeOf } from '../http/requests/cause.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

const permissionJson = z
  .strictObject({ key: z.string(), description: z.string(), built_in: z.boolean() })
  .meta({ id: 'Permission' });
const permissionsJson = z.strictObject({ items: z.array(permissionJson) }).meta({ id: 'Permissions' });

const tag = 'Roles';
const permissionPath = z.strictObject({ permission: permissionKey });

/** Routes for the permissions that roles can give: those of this service, and those of apps. */
export function permissionRoutes({ commands }: RouteDependencies): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/permissions',
      operation: 'listPermissions',
      summary: 'Lists the permissions of this service and of apps.',
      tag,
      auth: 'service',
      permission: 'roles:read',
      answers: { 200: { description: 'All permissions.', body: permissionsJson } },
      refusals: [],
      async handle() {
        const { permissions } = await loadState(commands.log, globalRoles);
        const builtIn = Object.entries(PERMISSIONS).map(([key, description]) => {
          return { key, description, built_in: true };
        });
        const own = [...permissions].map(([key, description]) => ({ key, description, built_in: false }));
        return { status: 200, body: { items: [...builtIn, ...own] } };
      },
    }),
    defineRoute({
      method: 'put',
      path: '/v1/permissions/{permission}',
      operation: 'definePermission',
      summary: 'Defines a permission of an app, or replaces its description.',
      tag,
      auth: 'service',
      permission: 'roles:write',
      params: permissionPath,
      body: z.strictObject({ description: roleText.default('') }),
      answers: { 200: { description: 'The permission.', body: permissionJson } },
      refusals: ['built_in', 'role_limit', 'reauthentication_required'],
      async handle({ params: { permission: key }, body: { description }, context, caller }) {
        await requireRecentProof(commands, caller, context.now);
        const cause = causeOf(context, caller);
        const { position } = await definePermission(commands, { key, description }, caller, cause);
        return { status: 200, body: { key, description, built_in: false }, position };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/v1/permissions/{permission}',
      operation: 'retirePermission',
      summary: 'Retires a permission of an app. Nobody has it from then on.',
      tag,
      auth: 'service',
      permission: 'roles:write',
      params: permissionPath,
      answers: { 200: { description: 'The permission is retired.', body: messageJson } },
      refusals: ['built_in', 'unknown_permission', 'exceeds_own_permissions', 'reauthentication_required'],
      async handle({ params, context, caller }) {
        await requireRecentProof(commands, caller, context.now);
        const cause = causeOf(context, caller);
        const { position } = await retirePermission(commands, params.permission, caller, cause);
        return { status: 200, body: { message: 'The permission is retired.' }, position };
      },
    }),
  ];
}
