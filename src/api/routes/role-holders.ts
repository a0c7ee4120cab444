import { z } from 'zod';
import { grantRole } from '../../commands/roles/grant-role.js';
import { changeReason, roleReference } from '../../commands/roles/role-inputs.js';
import { withdrawRole } from '../../commands/roles/withdraw-role.js';
import { userIdSchema } from '../../domain/ids.js';
import { requireRole } from '../../domain/roles/role-decisions.js';
import { globalRoles } from '../../domain/roles/role-set.js';
import { START } from '../../eventstore/port.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import { requireRecentProof } from '../http/authentication/administrators.js';
import { causeOf } from '../http/requests/cause.js';
import { decodeCursor, encodeCursor, pageQuery } from '../http/requests/cursor.js';
import { positionText } from '../http/requests/position.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import { instantText, parseInstant } from '../past/instant.js';
import { accessJson, loadPastAccess, toAccessJson } from '../past/past-access.js';
import { loadAccess } from '../../eventstore/folding/load-access.js';
import type { RouteDependencies } from './dependencies.js';

const holderPageJson = z
  .strictObject({
    items: z.array(
      z.strictObject({
        user_id: z.uuid(),
        granted_by: z.string().meta({ description: 'The caller that gave the role.', example: 'service' }),
        granted_at: z.iso.datetime(),
      }),
    ),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: 'RoleHolderPage' });

const tag = 'Roles';
const holdingPath = z.strictObject({ user_id: userIdSchema, role_id: roleReference });
const answers = { 200: { description: 'The roles and permissions of the person.', body: accessJson } };

/** Routes for the people with roles. */
export function roleHolderRoutes({ commands, feed, readModels }: RouteDependencies): Route[] {
  const { log } = commands;
  return [
    defineRoute({
      method: 'get',
      path: '/v1/roles/{role_id}/holders',
      operation: 'listRoleHolders',
      summary: 'Lists the people with a role, in the order in which they got it.',
      tag,
      auth: 'service',
      permission: 'roles:read',
      params: z.strictObject({ role_id: roleReference }),
      query: pageQuery,
      answers: { 200: { description: 'A page of people.', body: holderPageJson } },
      refusals: ['unknown_role', 'invalid_cursor'],
      async handle({ params, query }) {
        const { id } = requireRole(await loadState(log, globalRoles), params.role_id);
        const after = query.cursor === undefined ? START : decodeCursor(query.cursor, positionText);
        const { holders, next } = await readModels.listHolders(id, { after, limit: query.limit });
        const items = holders.map(({ userId, grantedBy, grantedAt }) => {
          return { user_id: userId, granted_by: grantedBy, granted_at: grantedAt.toISOString() };
        });
        return { status: 200, body: { items, next_cursor: next === null ? null : encodeCursor(next) } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/users/{user_id}/access',
      operation: 'readUserAccess',
      summary: 'Returns the roles and permissions of a person, now or as they were, each with its reason.',
      tag,
      auth: 'service',
      permission: 'roles:read',
      params: z.strictObject({ user_id: userIdSchema }),
      query: z.strictObject({ as_of: instantText.optional() }),
      answers,
      refusals: ['invalid_position'],
      async handle({ params: { user_id: userId }, query }) {
        if (query.as_of === undefined)
          return { status: 200, body: toAccessJson(await loadAccess(log, userId)) };
        const instant = await parseInstant(feed, query.as_of);
        return { status: 200, body: toAccessJson(await loadPastAccess(log, userId, instant)) };
      },
    }),
    defineRoute({
      method: 'put',
      path: '/v1/users/{user_id}/roles/{role_id}',
      operation: 'grantRole',
      summary: 'Gives a role to a person. The caller needs the permissions of the role and of the person.',
      tag,
      auth: 'service',
      permission: 'roles:assign',
      params: holdingPath,
      body: changeReason,
      answers,
      refusals: [
        'unknown_user',
        'unknown_role',
        'exceeds_own_permissions',
        'role_limit',
        'reauthentication_required',
      ],
      async handle({ params: { user_id: userId, role_id: role }, body: { reason }, context, caller }) {
        await requireRecentProof(commands, caller, context.now);
        const assignment = { userId, role, reason: reason ?? null };
        const position = await grantRole(commands, assignment, caller, causeOf(context, caller));
        return { status: 200, body: toAccessJson(await loadAccess(log, userId)), position };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/v1/users/{user_id}/roles/{role_id}',
      operation: 'withdrawRole',
      summary: 'Takes a role from a person, who loses its permissions at once.',
      tag,
      auth: 'service',
      permission: 'roles:assign',
      params: holdingPath,
      body: changeReason,
      answers,
      refusals: [
        'unknown_role',
        'exceeds_own_permissions',
        'last_administrator',
        'reauthentication_required',
      ],
      async handle({ params: { user_id: userId, role_id: role }, body: { reason }, context, caller }) {
        await requireRecentProof(commands, caller, context.now);
        const assignment = { userId, role, reason: reason ?? null };
        const position = await withdrawRole(commands, assignment, caller, causeOf(context, caller));
        return { status: 200, body: toAccessJson(await loadAccess(log, userId)), position };
      },
    }),
  ];
}
