import { z } from 'zod';
import { addMember } from '../../commands/organizations/add-member.js';
import { resumeOrganization, suspendOrganization } from '../../commands/organizations/end-organization.js';
import { foundOrganization } from '../../commands/organizations/found-organization.js';
import { foundOrganizationInput } from '../../commands/organizations/organization-inputs.js';
import { changeReason } from '../../commands/roles/role-inputs.js';
import { userIdSchema } from '../../domain/ids.js';
import { organizationAt } from '../../domain/organization/organization.js';
import { UnknownUser } from '../../domain/user/decisions.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import { START } from '../../eventstore/port.js';
import {
  organizationJson,
  organizationPageJson,
  ownOrganizationPageJson,
  toOrganizationJson,
} from '../answers/organization-json.js';
import { causeOf } from '../http/requests/cause.js';
import { decodeCursor, encodeCursor, pageQuery } from '../http/requests/cursor.js';
import { positionText } from '../http/requests/position.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import { listOrganizationPage } from '../organizations/organization-page.js';
import type { RouteDependencies } from './dependencies.js';
import { idsIn, memberAnswer, memberAnswers, memberPath } from './members.js';
import { organizationAnswer, organizationAnswers, organizationPath } from './organizations.js';

const tag = 'Organisations';

/** Routes with which services and administrators manage all organisations. */
export function allOrganizationRoutes(dependencies: RouteDependencies): Route[] {
  const { commands, readModels, findUser } = dependencies;
  const { log } = commands;
  return [
    defineRoute({
      method: 'get',
      path: '/v1/organizations',
      operation: 'listOrganizations',
      summary: 'Lists all organisations, in the order of their foundation.',
      tag,
      auth: 'service',
      permission: 'organizations:read',
      query: pageQuery,
      answers: { 200: { description: 'A page of organisations.', body: organizationPageJson } },
      refusals: ['invalid_cursor'],
      async handle({ query }) {
        const after = query.cursor === undefined ? START : decodeCursor(query.cursor, positionText);
        const { ids, next } = await readModels.listOrganizations({ after, limit: query.limit });
        const found = await Promise.all(ids.map(async (id) => loadState(log, organizationAt(id))));
        const items = found.flatMap((one) => (one.status === 'founded' ? [toOrganizationJson(one)] : []));
        return { status: 200, body: { items, next_cursor: next === null ? null : encodeCursor(next) } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/organizations',
      operation: 'foundOrganizationFor',
      summary: 'Founds an organisation for a person, who becomes its owner.',
      tag,
      auth: 'service',
      permission: 'organizations:write',
      body: foundOrganizationInput.extend({ owner_id: userIdSchema }),
      answers: { 201: { description: 'The organisation.', body: organizationJson } },
      refusals: ['slug_taken', 'unknown_user', 'unknown_organization'],
      async handle({ body: { owner_id: ownerId, ...names }, context, caller }) {
        const founded = await foundOrganization(commands, { ...names, ownerId }, causeOf(context, caller));
        return { ...organizationAnswer(founded), status: 201 };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/users/{user_id}/organizations',
      operation: 'listUserOrganizations',
      summary: 'Lists the organisations of a person, in the order of joining.',
      tag,
      auth: 'service',
      permission: 'organizations:read',
      params: z.strictObject({ user_id: userIdSchema }),
      query: pageQuery,
      answers: {
        200: { description: 'A page of organisations, with the roles there.', body: ownOrganizationPageJson },
      },
      refusals: ['unknown_user', 'invalid_cursor'],
      async handle({ params: { user_id: userId }, query }) {
        if ((await findUser(userId)) === null) throw new UnknownUser();
        return { status: 200, body: await listOrganizationPage(dependencies, userId, query) };
      },
    }),
    defineRoute({
      method: 'put',
      path: '/v1/organizations/{organization_id}/members/{user_id}',
      operation: 'addMember',
      summary: 'Makes a person a member without an invitation, as for an import.',
      tag,
      auth: 'service',
      permission: 'organizations:write',
      params: memberPath,
      answers: memberAnswers,
      refusals: ['unknown_organization', 'unknown_user', 'already_member', 'exceeds_own_permissions'],
      async handle({ params, context, caller }) {
        const ids = idsIn(params);
        return memberAnswer(await addMember(commands, ids, causeOf(context, caller)), ids);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/organizations/{organization_id}/suspend',
      operation: 'suspendOrganization',
      summary: 'Suspends an organisation: its members have no permission in it until it is resumed.',
      tag,
      auth: 'service',
      permission: 'organizations:write',
      params: organizationPath,
      body: changeReason,
      answers: organizationAnswers,
      refusals: ['unknown_organization'],
      async handle({ params, body, context, caller }) {
        const { organization_id: id } = params;
        const cause = causeOf(context, caller);
        return organizationAnswer(await suspendOrganization(commands, id, body.reason ?? null, cause));
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/organizations/{organization_id}/resume',
      operation: 'resumeOrganization',
      summary: 'Resumes a suspended organisation.',
      tag,
      auth: 'service',
      permission: 'organizations:write',
      params: organizationPath,
      body: changeReason,
      answers: organizationAnswers,
      refusals: ['unknown_organization'],
      async handle({ params, body, context, caller }) {
        const { organization_id: id } = params;
        const cause = causeOf(context, caller);
        return organizationAnswer(await resumeOrganization(commands, id, body.reason ?? null, cause));
      },
    }),
  ];
}
