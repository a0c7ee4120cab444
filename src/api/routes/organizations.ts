import { z } from 'zod';
import { changeOrganization } from '../../commands/organizations/change-organization.js';
import { deleteOrganization } from '../../commands/organizations/end-organization.js';
import type { ChangedOrganization } from '../../commands/organizations/found-organization.js';
import { changeOrganizationInput } from '../../commands/organizations/organization-inputs.js';
import { organizationIdSchema } from '../../domain/ids.js';
import { requireFounded } from '../../domain/organization/decisions.js';
import { organizationAt } from '../../domain/organization/organization.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import { messageJson } from '../answers/message-json.js';
import { organizationJson, toOrganizationJson } from '../answers/organization-json.js';
import { requireRecentProof } from '../http/authentication/administrators.js';
import { causeOf } from '../http/requests/cause.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

const tag = 'Organisations';
export const organizationPath = z.strictObject({ organization_id: organizationIdSchema });
export const organizationAnswers = { 200: { description: 'The organisation.', body: organizationJson } };

/** Returns the answer of a command about an organisation. */
export function organizationAnswer({ organization, position }: ChangedOrganization) {
  return {
    status: 200,
    body: toOrganizationJson(organization),
    position,
    revision: organization.revision,
  } as const;
}

/** Routes for one organisation. */
export function organizationRoutes({ commands }: RouteDependencies): Route[] {
  const { log } = commands;
  return [
    defineRoute({
      method: 'get',
      path: '/v1/organizations/{organization_id}',
      operation: 'readOrganization',
      summary: 'Returns one organisation.',
      tag,
      auth: 'member',
      permission: 'organization:read',
      params: organizationPath,
      answers: organizationAnswers,
      refusals: [],
      async handle({ params }) {
        const organization = requireFounded(await loadState(log, organizationAt(params.organization_id)));
        return organizationAnswer({ organization, position: null });
      },
    }),
    defineRoute({
      method: 'patch',
      path: '/v1/organizations/{organization_id}',
      operation: 'changeOrganization',
      summary: 'Changes the name or the slug of an organisation.',
      tag,
      auth: 'member',
      permission: 'organization:write',
      params: organizationPath,
      body: changeOrganizationInput,
      ifMatch: true,
      answers: organizationAnswers,
      refusals: ['slug_taken'],
      async handle({ params, body, context, caller, ifMatch }) {
        const cause = causeOf(context, caller);
        return organizationAnswer(
          await changeOrganization(commands, params.organization_id, body, ifMatch, cause),
        );
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/v1/organizations/{organization_id}',
      operation: 'deleteOrganization',
      summary:
        'Deletes an organisation for good. Its slug is free soon after. The accounts of its members stay.',
      tag,
      auth: 'member',
      permission: 'organization:delete',
      params: organizationPath,
      ifMatch: true,
      answers: { 200: { description: 'The organisation is deleted.', body: messageJson } },
      refusals: ['reauthentication_required'],
      async handle({ params, context, caller, ifMatch }) {
        await requireRecentProof(commands, caller, context.now);
        const cause = causeOf(context, caller);
        const position = await deleteOrganization(commands, params.organization_id, ifMatch, cause);
        return { status: 200, body: { message: 'The organisation is deleted.' }, position };
      },
    }),
  ];
}
