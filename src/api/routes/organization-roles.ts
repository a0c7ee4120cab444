import { v5 as uuidv5 } from 'uuid';
import { assignRole, unassignRole } from '../../commands/organizations/assign-role.js';
import { changeOwnRoles, readOwnRoles } from '../../commands/organizations/change-own-roles.js';
import { previewOwnRoles } from '../../commands/organizations/preview-own-roles.js';
import { defineRoleInput } from '../../commands/roles/define-role.js';
import { roleProperties, roleReference } from '../../commands/roles/role-inputs.js';
import type { Authority } from '../../domain/roles/escalation.js';
import * as decisions from '../../domain/roles/role-decisions.js';
import type { Role, RoleSet } from '../../domain/roles/role-set.js';
import { scopeOf } from '../../domain/roles/role-set.js';
import type { Position } from '../../eventstore/port.js';
import { ownRolesPreviewAnswer, previewQuery } from '../access/preview.js';
import { roleJson, rolesJson, toRoleJson } from '../answers/role-json.js';
import { requireRecentProof } from '../http/authentication/administrators.js';
import { causeOf } from '../http/requests/cause.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';
import { idsIn, memberAnswer, memberAnswers, memberPath } from './members.js';
import { organizationPath } from './organizations.js';
import { changedRoleJson, retiredRoleJson } from './roles.js';

const tag = 'Organisations';
const rolesPath = '/v1/organizations/{organization_id}/roles';
const rolePath = organizationPath.extend({ role_id: roleReference });
const memberRolePath = memberPath.extend({ role_id: roleReference });
const answers = { 200: { description: 'The role.', body: roleJson } };
const changeRefusals = [
  'exceeds_own_permissions',
  'unknown_permission',
  'unknown_parent',
  'role_limit',
  'reauthentication_required',
] as const;

function roleAnswer(set: RoleSet, role: Role, position: Position | null = null) {
  return { status: 200, body: toRoleJson(set, role), position, revision: role.revision } as const;
}

/** Routes for the own roles of an organisation, and for the roles of its members. */
export function organizationRoleRoutes(dependencies: RouteDependencies): Route[] {
  const { commands } = dependencies;
  const { log } = commands;
  return [
    defineRoute({
      method: 'get',
      path: rolesPath,
      operation: 'listOrganizationRoles',
      summary: 'Lists the roles of an organisation, beginning with the built-in ones.',
      tag,
      auth: 'member',
      permission: 'roles:read',
      params: organizationPath,
      answers: { 200: { description: 'All roles.', body: rolesJson } },
      refusals: [],
      async handle({ params }) {
        const set = await readOwnRoles(log, params.organization_id);
        const roles = [...scopeOf(set).builtIn, ...set.roles.values()];
        return { status: 200, body: { items: roles.map((role) => toRoleJson(set, role)) } };
      },
    }),
    defineRoute({
      method: 'post',
      path: rolesPath,
      operation: 'defineOrganizationRole',
      summary: 'Defines a role of an organisation with permissions that the caller has.',
      tag,
      auth: 'member',
      permission: 'roles:write',
      params: organizationPath,
      body: defineRoleInput,
      answers: { 201: { description: 'The role.', body: roleJson } },
      refusals: ['role_exists', ...changeRefusals],
      async handle({ params, body: { key, ...properties }, context, caller }) {
        await requireRecentProof(commands, caller, context.now);
        const cause = causeOf(context, caller);
        const id = uuidv5('role', cause.commandId);
        const { set, position } = await changeOwnRoles(
          commands,
          params.organization_id,
          caller,
          cause,
          (before, authority) => decisions.defineRole(before, { id, key }, properties, authority),
        );
        return { ...roleAnswer(set, decisions.requireRole(set, id), position), status: 201 };
      },
    }),
    defineRoute({
      method: 'get',
      path: `${rolesPath}/{role_id}`,
      operation: 'readOrganizationRole',
      summary: 'Returns one role of an organisation.',
      tag,
      auth: 'member',
      permission: 'roles:read',
      params: rolePath,
      answers,
      refusals: ['unknown_role'],
      async handle({ params }) {
        const set = await readOwnRoles(log, params.organization_id);
        return roleAnswer(set, decisions.requireRole(set, params.role_id));
      },
    }),
    defineRoute({
      method: 'put',
      path: `${rolesPath}/{role_id}`,
      operation: 'changeOrganizationRole',
      summary: 'Replaces the properties of a role of an organisation.',
      tag,
      auth: 'member',
      permission: 'roles:write',
      params: rolePath,
      query: previewQuery,
      body: roleProperties,
      ifMatch: true,
      answers: { 200: { description: 'The changed role, or its preview.', body: changedRoleJson } },
      refusals: ['unknown_role', 'built_in', 'role_cycle', 'invalid_cursor', ...changeRefusals],
      async handle({ params: { organization_id: id, ...params }, query, body, context, caller, ifMatch }) {
        const cause = causeOf(context, caller);
        const named = { reference: params.role_id, revision: ifMatch };
        const decide = (before: RoleSet, authority: Authority) =>
          decisions.changeRole(before, named, body, authority);
        if (query.dry_run === 'true') {
          const preview = await previewOwnRoles(commands, id, caller, cause, decide);
          return { status: 200, body: await ownRolesPreviewAnswer(dependencies, id, preview, query.cursor) };
        }
        await requireRecentProof(commands, caller, context.now);
        const { set, position } = await changeOwnRoles(commands, id, caller, cause, decide);
        return roleAnswer(set, decisions.requireRole(set, params.role_id), position);
      },
    }),
    defineRoute({
      method: 'delete',
      path: `${rolesPath}/{role_id}`,
      operation: 'retireOrganizationRole',
      summary: 'Retires a role of an organisation for good.',
      tag,
      auth: 'member',
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
      async handle({ params: { organization_id: id, ...params }, query, context, caller, ifMatch }) {
        const cause = causeOf(context, caller);
        const named = { reference: params.role_id, revision: ifMatch };
        const decide = (before: RoleSet, authority: Authority) =>
          decisions.retireRole(before, named, authority);
        if (query.dry_run === 'true') {
          const preview = await previewOwnRoles(commands, id, caller, cause, decide);
          return { status: 200, body: await ownRolesPreviewAnswer(dependencies, id, preview, query.cursor) };
        }
        await requireRecentProof(commands, caller, context.now);
        const { position } = await changeOwnRoles(commands, id, caller, cause, decide);
        return { status: 200, body: { message: 'The role is retired.' }, position };
      },
    }),
    defineRoute({
      method: 'put',
      path: '/v1/organizations/{organization_id}/members/{user_id}/roles/{role_id}',
      operation: 'assignRole',
      summary: 'Gives a role to a member. The caller needs the permissions of the role and of the member.',
      tag,
      auth: 'member',
      permission: 'roles:assign',
      params: memberRolePath,
      answers: memberAnswers,
      refusals: [
        'unknown_member',
        'unknown_user',
        'unknown_role',
        'built_in',
        'exceeds_own_permissions',
        'role_limit',
      ],
      async handle({ params, context, caller }) {
        const ids = idsIn(params);
        const role = { ...ids, role: params.role_id };
        return memberAnswer(await assignRole(commands, role, caller, causeOf(context, caller)), ids);
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/v1/organizations/{organization_id}/members/{user_id}/roles/{role_id}',
      operation: 'unassignRole',
      summary: 'Takes a role from a member, who loses its permissions at once.',
      tag,
      auth: 'member',
      permission: 'roles:assign',
      params: memberRolePath,
      answers: memberAnswers,
      refusals: ['unknown_member', 'unknown_role', 'built_in', 'exceeds_own_permissions'],
      async handle({ params, context, caller }) {
        const ids = idsIn(params);
        const role = { ...ids, role: params.role_id };
        return memberAnswer(await unassignRole(commands, role, caller, causeOf(context, caller)), ids);
      },
    }),
  ];
}
