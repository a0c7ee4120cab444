import { z } from 'zod';
import { changeRole } from '../../commands/roles/change-role.js';
import { previewRoleSet } from '../../commands/roles/preview-role-set.js';
import { defineRole, defineRoleInput } from '../../commands/roles/define-role.js';
import { retireRole } from '../../commands/roles/retire-role.js';
import { roleProperties, roleReference } from '../../commands/roles/role-inputs.js';
import * as decisions from '../../domain/roles/role-decisions.js';
import { ADMINISTRATOR, globalRoles } from '../../domain/roles/role-set.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import { previewAnswer, previewJson, previewQuery } from '../access/preview.js';
import { messageJson } from '../answers/message-json.js';
import { roleJson, rolesJson, toRoleJson } from '../answers/role-json.js';
import { requireRecentProof } from '../http/authentication/administrators.js';
import { causeOf } from '../http/requests/cause.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

export const changedRoleJson = z.union([roleJson, previewJson]).meta({ id: 'ChangedRole' });
export const retiredRoleJson = z.union([messageJson, previewJson]).meta({ id: 'RetiredRole' });

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
export function roleRoutes(dependencies: RouteDependencies): Route[] {
  const { commands } = dependencies;
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
        const role = decisions.requireRole(set, params.role_id);
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
      query: previewQuery,
      body: roleProperties,
      ifMatch: true,
      answers: { 200: { description: 'The changed role, or its preview.', body: changedRoleJson } },
      refusals: ['unknown_role', 'built_in', 'role_cycle', 'invalid_cursor', ...changeRefusals],
      async handle({ params, query, body, context, caller, ifMatch }) {
        const cause = causeOf(context, caller);
        const named = { reference: params.role_id, revision: ifMatch };
        if (query.dry_run === 'true') {
          const preview = await previewRoleSet(commands, caller, cause, (set, authority) =>
            decisions.changeRole(set, named, body, authority),
          );
          return { status: 200, body: await previewAnswer(dependencies, preview, query.cursor) };
        }
        await requireRecentProof(commands, caller, context.now);
        const changed = await changeRole(commands, named, body, caller, cause);
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
      query: previewQuery,
      ifMatch: true,
      answers: { 200: { description: 'The role is retired, or the preview.', body: retiredRoleJson } },
      refusals: [
        'unknown_role',
        'built_in',
        'invalid_cursor',
        'exceeds_own_permissions',
        'reauthentication_required',
      ],
      async handle({ params, query, context, caller, ifMatch }) {
        const cause = causeOf(context, caller);
        const named = { reference: params.role_id, revision: ifMatch };
        if (query.dry_run === 'true') {
          const preview = await previewRoleSet(commands, caller, cause, (set, authority) =>
            decisions.retireRole(set, named, authority),
          );
          return { status: 200, body: await previewAnswer(dependencies, preview, query.cursor) };
        }
        await requireRecentProof(commands, caller, context.now);
        const { position } = await retireRole(commands, named, caller, cause);
        return { status: 200, body: { message: 'The role is retired.' }, position };
      },
    }),
  ];
}
