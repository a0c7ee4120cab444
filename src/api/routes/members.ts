import { z } from 'zod';
import { changeMember } from '../../commands/organizations/change-member.js';
import type { ChangedMember, MemberAction } from '../../commands/organizations/change-member.js';
import { addOwner, removeOwner } from '../../commands/organizations/change-owners.js';
import { changeReason, roleReference } from '../../commands/roles/role-inputs.js';
import { organizationIdSchema, userIdSchema } from '../../domain/ids.js';
import { requireFounded } from '../../domain/organization/decisions.js';
import { requireMember } from '../../domain/organization/member-decisions.js';
import type { MemberIds } from '../../domain/organization/membership.js';
import { loadMember } from '../../eventstore/folding/load-member.js';
import { messageJson } from '../answers/message-json.js';
import { memberAccessJson, memberPageJson, toMemberAccessJson } from '../answers/organization-json.js';
import { requireRecentProof } from '../http/authentication/administrators.js';
import { causeOf } from '../http/requests/cause.js';
import { pageQuery } from '../http/requests/cursor.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import { instantText, parseInstant } from '../past/instant.js';
import { loadNamedPastMember } from '../past/past-member.js';
import { listMemberPage } from '../organizations/member-page.js';
import type { RouteDependencies } from './dependencies.js';
import { organizationPath } from './organizations.js';

const tag = 'Organisations';
const path = '/v1/organizations/{organization_id}/members/{user_id}';
export const memberPath = z.strictObject({ organization_id: organizationIdSchema, user_id: userIdSchema });
export const memberAnswers = { 200: { description: 'The member.', body: memberAccessJson } };
const changeRefusals = ['unknown_member', 'exceeds_own_permissions', 'last_owner'] as const;

const ACTIONS: readonly {
  readonly action: Exclude<MemberAction, 'remove'>;
  readonly operation: string;
  readonly summary: string;
}[] = [
  {
    action: 'suspend',
    operation: 'suspendMember',
    summary:
      'Suspends a member, who has no permission until the membership is resumed, and is no owner any more.',
  },
  { action: 'resume', operation: 'resumeMember', summary: 'Resumes a suspended membership.' },
  {
    action: 'sign-out',
    operation: 'signOutMember',
    summary: 'Refuses the tokens of a member for the organisation. The sessions of the person go on.',
  },
];

/** Returns the ids in the path of a member. */
export function idsIn(params: z.output<typeof memberPath>): MemberIds {
  return { organizationId: params.organization_id, userId: params.user_id };
}

/** Returns the answer of a command about a member. */
export function memberAnswer({ facts, position }: ChangedMember, ids: MemberIds) {
  const body = toMemberAccessJson(facts, requireFounded(facts.organization), ids);
  return { status: 200, body, position } as const;
}

/** Routes for the members and owners of an organisation. */
export function memberRoutes(dependencies: RouteDependencies): Route[] {
  const { commands, feed } = dependencies;
  const { log } = commands;
  return [
    defineRoute({
      method: 'get',
      path: '/v1/organizations/{organization_id}/members',
      operation: 'listMembers',
      summary: 'Lists the members of an organisation, in the order of joining.',
      tag,
      auth: 'member',
      permission: 'members:read',
      params: organizationPath,
      query: pageQuery.extend({
        role: roleReference.optional(),
        status: z.enum(['active', 'suspended']).optional(),
      }),
      answers: { 200: { description: 'A page of members.', body: memberPageJson } },
      refusals: ['unknown_role', 'invalid_cursor'],
      async handle({ params, query }) {
        return { status: 200, body: await listMemberPage(dependencies, params.organization_id, query) };
      },
    }),
    defineRoute({
      method: 'get',
      path,
      operation: 'readMember',
      summary: 'Returns a member with the permissions of the membership, now or at an earlier point.',
      tag,
      auth: 'member',
      permission: 'members:read',
      params: memberPath,
      query: z.strictObject({ as_of: instantText.optional() }),
      answers: memberAnswers,
      refusals: ['unknown_member', 'invalid_position'],
      async handle({ params, query }) {
        const ids = idsIn(params);
        const facts =
          query.as_of === undefined
            ? await loadMember(log, ids)
            : await loadNamedPastMember(log, ids, await parseInstant(feed, query.as_of));
        requireMember(facts);
        return memberAnswer({ facts, position: null }, ids);
      },
    }),
    ...ACTIONS.map(({ action, operation, summary }) =>
      defineRoute({
        method: 'post',
        path: `${path}/${action}`,
        operation,
        summary,
        tag,
        auth: 'member',
        permission: 'members:write',
        params: memberPath,
        body: changeReason,
        answers: memberAnswers,
        refusals: changeRefusals,
        async handle({ params, body, context, caller }) {
          const ids = idsIn(params);
          const member = { ...ids, reason: body.reason ?? null };
          return memberAnswer(
            await changeMember(commands, action, member, caller, causeOf(context, caller)),
            ids,
          );
        },
      }),
    ),
    defineRoute({
      method: 'delete',
      path,
      operation: 'removeMember',
      summary: 'Removes a member.',
      tag,
      auth: 'member',
      permission: 'members:write',
      params: memberPath,
      answers: { 200: { description: 'The member is removed.', body: messageJson } },
      refusals: changeRefusals,
      async handle({ params, context, caller }) {
        const member = { ...idsIn(params), reason: null };
        const cause = causeOf(context, caller);
        const { position } = await changeMember(commands, 'remove', member, caller, cause);
        return { status: 200, body: { message: 'The member is removed.' }, position };
      },
    }),
    defineRoute({
      method: 'put',
      path: '/v1/organizations/{organization_id}/owners/{user_id}',
      operation: 'addOwner',
      summary: 'Makes a member an owner.',
      tag,
      auth: 'member',
      permission: 'owners:write',
      params: memberPath,
      answers: memberAnswers,
      refusals: ['unknown_member', 'role_limit', 'reauthentication_required'],
      async handle({ params, context, caller }) {
        await requireRecentProof(commands, caller, context.now);
        const ids = idsIn(params);
        return memberAnswer(await addOwner(commands, ids, causeOf(context, caller)), ids);
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/v1/organizations/{organization_id}/owners/{user_id}',
      operation: 'removeOwner',
      summary: 'Makes an owner an ordinary member.',
      tag,
      auth: 'member',
      permission: 'owners:write',
      params: memberPath,
      answers: memberAnswers,
      refusals: ['last_owner', 'reauthentication_required'],
      async handle({ params, context, caller }) {
        await requireRecentProof(commands, caller, context.now);
        const ids = idsIn(params);
        return memberAnswer(await removeOwner(commands, ids, causeOf(context, caller)), ids);
      },
    }),
  ];
}
