import { z } from 'zod';
import { acceptInvitation, declineInvitation } from '../../commands/invitations/answer-invitation.js';
import { invitationIdSchema } from '../../domain/ids.js';
import type { InvitationId, UserId } from '../../domain/ids.js';
import { provedClaim } from '../../domain/invitation/answer-decisions.js';
import { isExpired } from '../../domain/invitation/decisions.js';
import { invitationAt } from '../../domain/invitation/invitation.js';
import { isActive } from '../../domain/organization/access.js';
import { isMember } from '../../domain/organization/member-decisions.js';
import { membershipAt } from '../../domain/organization/membership.js';
import { organizationAt } from '../../domain/organization/organization.js';
import { userAt } from '../../domain/user/user.js';
import { loadState, loadStates } from '../../eventstore/folding/load-state.js';
import { START } from '../../eventstore/port.js';
import { ownInvitationPageJson, toOwnInvitationJson } from '../answers/invitation-json.js';
import { messageJson } from '../answers/message-json.js';
import { ownOrganizationJson } from '../answers/organization-json.js';
import { causeOf } from '../http/requests/cause.js';
import { decodeCursor, encodeCursor, pageQuery } from '../http/requests/cursor.js';
import { positionText } from '../http/requests/position.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import { joinedAnswer } from '../organizations/joined-answer.js';
import type { RouteDependencies } from './dependencies.js';

const tag = 'Organisations';
const path = '/auth/invitations/{invitation_id}';
const params = z.strictObject({ invitation_id: invitationIdSchema });

/** Routes for people and the invitations of their verified address. */
export function ownInvitationRoutes({ commands, readModels, countInvitation }: RouteDependencies): Route[] {
  const { log } = commands;

  async function offered(id: InvitationId, userId: UserId, now: Date) {
    const invitation = await loadState(log, invitationAt(id));
    if (invitation.status !== 'open' || isExpired(invitation, now)) return [];
    const { organizationId } = invitation;
    const { organization, membership } = await loadStates(log, {
      organization: organizationAt(organizationId),
      membership: membershipAt({ organizationId, userId }),
    });
    if (!isActive(organization) || isMember(membership)) return [];
    return [toOwnInvitationJson(invitation, organization)];
  }

  async function list(userId: UserId, { cursor, limit }: z.output<typeof pageQuery>) {
    const claim = provedClaim(await loadState(log, userAt(userId)));
    const after = cursor === undefined ? START : decodeCursor(cursor, positionText);
    return claim === null
      ? { ids: [], next: null }
      : await readModels.listInvitationsOf(claim, { after, limit });
  }

  return [
    defineRoute({
      method: 'get',
      path: '/auth/invitations',
      operation: 'listOwnInvitations',
      summary: 'Lists the open invitations of the verified address of the caller.',
      tag,
      auth: 'user',
      query: pageQuery,
      answers: { 200: { description: 'A page of invitations.', body: ownInvitationPageJson } },
      refusals: ['invalid_cursor'],
      async handle({ query, context, caller }) {
        const { ids, next } = await list(caller.userId, query);
        const items = (
          await Promise.all(ids.map(async (id) => offered(id, caller.userId, context.now)))
        ).flat();
        return { status: 200, body: { items, next_cursor: next === null ? null : encodeCursor(next) } };
      },
    }),
    defineRoute({
      method: 'post',
      path: `${path}/accept`,
      operation: 'acceptInvitation',
      summary: 'Accepts an invitation of the own verified address.',
      tag,
      auth: 'user',
      params,
      answers: { 200: { description: 'The organisation.', body: ownOrganizationJson } },
      refusals: ['link_used'],
      async handle({ params: { invitation_id: id }, context, caller }) {
        const answer = { id, userId: caller.userId, link: null };
        const accepted = await countInvitation('accepted', async () =>
          acceptInvitation(commands, answer, causeOf(context, caller)),
        );
        return joinedAnswer(accepted);
      },
    }),
    defineRoute({
      method: 'post',
      path: `${path}/decline`,
      operation: 'declineInvitation',
      summary: 'Declines an invitation of the own verified address.',
      tag,
      auth: 'user',
      params,
      answers: { 200: { description: 'The invitation is declined.', body: messageJson } },
      refusals: ['link_used'],
      async handle({ params: { invitation_id: id }, context, caller }) {
        const answer = { id, userId: caller.userId, link: null };
        const position = await countInvitation('declined', async () =>
          declineInvitation(commands, answer, causeOf(context, caller)),
        );
        return { status: 200, body: { message: 'The invitation is declined.' }, position };
      },
    }),
  ];
}
