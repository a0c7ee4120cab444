import { z } from 'zod';
import { leaveOrganization } from '../../commands/organizations/change-member.js';
import { foundOrganization } from '../../commands/organizations/found-organization.js';
import { grantOrganizationToken } from '../../commands/sessions/organization-token.js';
import { foundOrganizationInput } from '../../commands/organizations/organization-inputs.js';
import { organizationIdSchema } from '../../domain/ids.js';
import { START } from '../../eventstore/port.js';
import { messageJson } from '../answers/message-json.js';
import {
  organizationJson,
  organizationTokenJson,
  ownOrganizationPageJson,
  toOrganizationJson,
  toOwnOrganizationJson,
} from '../answers/organization-json.js';
import { Problem } from '../http/problems/problem.js';
import { causeOf } from '../http/requests/cause.js';
import { decodeCursor, encodeCursor, pageQuery } from '../http/requests/cursor.js';
import { positionText } from '../http/requests/position.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

const tag = 'Organisations';

/** Routes for people and their organisations. */
export function ownOrganizationRoutes(dependencies: RouteDependencies): Route[] {
  const { commands, readModels, findMember, access, accessTokens, anyoneFounds } = dependencies;
  return [
    defineRoute({
      method: 'get',
      path: '/auth/organizations',
      operation: 'listOwnOrganizations',
      summary: 'Lists the organisations of the caller, in the order of joining.',
      tag,
      auth: 'user',
      query: pageQuery,
      answers: { 200: { description: 'A page of organisations.', body: ownOrganizationPageJson } },
      refusals: ['invalid_cursor'],
      async handle({ query, caller: { userId } }) {
        const after = query.cursor === undefined ? START : decodeCursor(query.cursor, positionText);
        const { ids, next } = await readModels.listOrganizationsOf(userId, { after, limit: query.limit });
        const listed = await Promise.all(
          ids.map(async (organizationId) => findMember({ organizationId, userId })),
        );
        const items = listed.flatMap((facts) => {
          const { organization } = facts;
          return organization.status === 'founded' ? [toOwnOrganizationJson(organization, facts)] : [];
        });
        return { status: 200, body: { items, next_cursor: next === null ? null : encodeCursor(next) } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/organizations',
      operation: 'foundOrganization',
      summary: 'Founds an organisation, whose owner is the caller.',
      tag,
      auth: 'user',
      body: foundOrganizationInput,
      answers: { 201: { description: 'The organisation.', body: organizationJson } },
      refusals: ['slug_taken', 'unknown_user', 'unknown_organization', 'forbidden'],
      async handle({ body, context, caller }) {
        const { userId } = caller;
        if (!anyoneFounds && !(await access.find(userId)).scopes.has('organizations:write'))
          throw new Problem('forbidden');
        const founded = await foundOrganization(
          commands,
          { ...body, ownerId: userId },
          causeOf(context, caller),
        );
        const { organization, position } = founded;
        return {
          status: 201,
          body: toOrganizationJson(organization),
          position,
          revision: organization.revision,
        };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/organizations/{organization_id}/token',
      operation: 'issueOrganizationToken',
      summary:
        'Issues an access token for one organisation of the caller. Its own session goes on beside it.',
      tag,
      auth: 'user',
      params: z.strictObject({ organization_id: organizationIdSchema }),
      ignoresIdempotencyKey: true,
      answers: { 200: { description: 'The token.', body: organizationTokenJson } },
      refusals: ['unknown_organization', 'step_up_required'],
      async handle({ params: { organization_id: organizationId }, context: { now }, caller }) {
        const { userId, sessionId } = caller;
        const parts = { log: commands.log, findMember };
        const ids = { organizationId, userId };
        const { claims, ends } = await grantOrganizationToken(parts, ids, sessionId, now);
        const { token, lifeSeconds } = await accessTokens.issue(claims, ends, now);
        const body = {
          access_token: token,
          token_type: 'bearer' as const,
          expires_in: lifeSeconds,
          organization_id: organizationId,
        };
        return { status: 200, body };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/auth/organizations/{organization_id}',
      operation: 'leaveOrganization',
      summary: 'Ends the membership of the caller.',
      tag,
      auth: 'user',
      params: z.strictObject({ organization_id: organizationIdSchema }),
      answers: { 200: { description: 'The membership has ended.', body: messageJson } },
      refusals: ['unknown_organization', 'last_owner'],
      async handle({ params, context, caller }) {
        const ids = { organizationId: params.organization_id, userId: caller.userId };
        const position = await leaveOrganization(commands, ids, causeOf(context, caller));
        return { status: 200, body: { message: 'You are no longer a member.' }, position };
      },
    }),
  ];
}
