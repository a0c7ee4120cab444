import { z } from 'zod';
import { leaveOrganization } from '../../commands/organizations/change-member.js';
import { foundOrganization } from '../../commands/organizations/found-organization.js';
import { grantOrganizationToken } from '../../commands/sessions/organization-token.js';
import { foundOrganizationInput } from '../../commands/organizations/organization-inputs.js';
import { organizationIdSchema } from '../../domain/ids.js';
import { messageJson } from '../answers/message-json.js';
import {
  organizationJson,
  organizationTokenJson,
  ownOrganizationPageJson,
  toOrganizationJson,
} from '../answers/organization-json.js';
import { Problem } from '../http/problems/problem.js';
import { causeOf } from '../http/requests/cause.js';
import { pageQuery } from '../http/requests/cursor.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import { listOrganizationPage } from '../organizations/organization-page.js';
import type { RouteDependencies } from './dependencies.js';

const tag = 'Organisations';

/** Routes for people and their organisations. */
export function ownOrganizationRoutes(dependencies: RouteDependencies): Route[] {
  const { commands, findMember, access, accessTokens, anyoneFounds } = dependencies;
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
        return { status: 200, body: await listOrganizationPage(dependencies, userId, query) };
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
      refusals: ['unknown_organization', 'step_up_required', 'sso_required'],
      async handle({ params: { organization_id: organizationId }, context: { now }, caller }) {
        const { userId, sessionId } = caller;
        const parts = { ...commands, findMember };
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
