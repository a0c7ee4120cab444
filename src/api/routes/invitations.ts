import { revokeInvitation } from '../../commands/invitations/end-invitation.js';
import { sendInvitation, sendInvitationInput } from '../../commands/invitations/send-invitation.js';
import { invitationIdSchema } from '../../domain/ids.js';
import { UnknownInvitation } from '../../domain/invitation/decisions.js';
import { invitationAt } from '../../domain/invitation/invitation.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import { START } from '../../eventstore/port.js';
import { invitationJson, invitationPageJson, toInvitationJson } from '../answers/invitation-json.js';
import { messageJson } from '../answers/message-json.js';
import { causeOf } from '../http/requests/cause.js';
import { decodeCursor, encodeCursor, pageQuery } from '../http/requests/cursor.js';
import { positionText } from '../http/requests/position.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';
import { organizationPath } from './organizations.js';

const tag = 'Organisations';
const path = '/v1/organizations/{organization_id}/invitations';

/** Routes with which an organisation invites people. */
export function invitationRoutes({ commands, readModels }: RouteDependencies): Route[] {
  const { log } = commands;
  return [
    defineRoute({
      method: 'get',
      path,
      operation: 'listInvitations',
      summary: 'Lists the invitations of an organisation that nobody has answered, in the order of sending.',
      tag,
      auth: 'member',
      permission: 'members:invite',
      params: organizationPath,
      query: pageQuery,
      answers: { 200: { description: 'A page of invitations.', body: invitationPageJson } },
      refusals: ['invalid_cursor'],
      async handle({ params, query, context }) {
        const after = query.cursor === undefined ? START : decodeCursor(query.cursor, positionText);
        const page = { after, limit: query.limit };
        const { ids, next } = await readModels.listInvitations(params.organization_id, page);
        const listed = await Promise.all(ids.map(async (id) => loadState(log, invitationAt(id))));
        const items = listed.flatMap((one) =>
          one.status === 'open' ? [toInvitationJson(one, context.now)] : [],
        );
        return { status: 200, body: { items, next_cursor: next === null ? null : encodeCursor(next) } };
      },
    }),
    defineRoute({
      method: 'post',
      path,
      operation: 'sendInvitation',
      summary:
        'Invites an address to an organisation. A further invitation of the address replaces the one before.',
      tag,
      auth: 'member',
      permission: 'members:invite',
      params: organizationPath,
      body: sendInvitationInput,
      answers: { 201: { description: 'The invitation.', body: invitationJson } },
      refusals: ['already_member', 'unknown_role', 'built_in', 'exceeds_own_permissions'],
      async handle({ params, body, context, caller }) {
        const input = {
          organizationId: params.organization_id,
          email: body.email,
          roles: body.role_ids,
          expiresInS: body.expires_in,
        };
        const cause = causeOf(context, caller);
        const { invitation, position } = await sendInvitation(commands, input, caller, cause);
        // A repeat of the request may come after the end of the invitation.
        if (invitation.status !== 'open') throw new UnknownInvitation();
        return { status: 201, body: toInvitationJson(invitation, context.now), position };
      },
    }),
    defineRoute({
      method: 'delete',
      path: `${path}/{invitation_id}`,
      operation: 'revokeInvitation',
      summary: 'Revokes an invitation.',
      tag,
      auth: 'member',
      permission: 'members:invite',
      params: organizationPath.extend({ invitation_id: invitationIdSchema }),
      answers: { 200: { description: 'The invitation is revoked.', body: messageJson } },
      refusals: ['unknown_invitation'],
      async handle({ params, context, caller }) {
        const invitation = { id: params.invitation_id, organizationId: params.organization_id };
        const position = await revokeInvitation(commands, invitation, causeOf(context, caller));
        return { status: 200, body: { message: 'The invitation is revoked.' }, position };
      },
    }),
  ];
}
