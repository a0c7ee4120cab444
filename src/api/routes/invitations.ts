import { z } from 'zod';
import { revokeInvitation } from '../../commands/invitations/end-invitation.js';
import {
  resendInvitation,
  sendInvitation,
  sendInvitationInput,
} from '../../commands/invitations/send-invitation.js';
import type { ChangedInvitation } from '../../commands/invitations/send-invitation.js';
import { invitationIdSchema } from '../../domain/ids.js';
import type { OrganizationId } from '../../domain/ids.js';
import { requireOpen, UnknownInvitation } from '../../domain/invitation/decisions.js';
import { invitationAt } from '../../domain/invitation/invitation.js';
import type { OpenInvitation } from '../../domain/invitation/invitation.js';
import type { EmailAddress } from '../../domain/user/email-address.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import { START } from '../../eventstore/port.js';
import { invitationJson, invitationPageJson, toInvitationJson } from '../answers/invitation-json.js';
import { messageJson } from '../answers/message-json.js';
import { mailLimit } from '../http/limits/rate-limit-keys.js';
import type { RateLimitUse } from '../http/limits/rate-limits.js';
import { causeOf } from '../http/requests/cause.js';
import { decodeCursor, encodeCursor, pageQuery } from '../http/requests/cursor.js';
import { positionText } from '../http/requests/position.js';
import type { Caller } from '../http/requests/request-context.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';
import { organizationPath } from './organizations.js';

const tag = 'Organisations';
const path = '/v1/organizations/{organization_id}/invitations';
const invitationPath = organizationPath.extend({ invitation_id: invitationIdSchema });

/** Routes with which an organisation invites people. */
export function invitationRoutes({ commands, readModels, countInvitation }: RouteDependencies): Route[] {
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
      limits: ({ params, body, caller }) => sendingLimits(params.organization_id, body.email, caller),
      async handle({ params, body, context, caller }) {
        const input = {
          organizationId: params.organization_id,
          email: body.email,
          roles: body.role_ids,
          expiresInS: body.expires_in,
        };
        const cause = causeOf(context, caller);
        const sent = await countInvitation('sent', async () =>
          sendInvitation(commands, input, caller, cause),
        );
        return { status: 201, body: toInvitationJson(stillOpen(sent), context.now), position: sent.position };
      },
    }),
    defineRoute({
      method: 'post',
      path: `${path}/{invitation_id}/resend`,
      operation: 'resendInvitation',
      summary:
        'Sends an open or expired invitation again, with the same roles. The link in the earlier mail ends.',
      tag,
      auth: 'member',
      permission: 'members:invite',
      params: invitationPath,
      body: z.strictObject({}),
      answers: { 200: { description: 'The invitation.', body: invitationJson } },
      refusals: ['unknown_invitation', 'already_member', 'unknown_role', 'exceeds_own_permissions'],
      admit: async ({ params }) =>
        requireOpen(await loadState(log, invitationAt(params.invitation_id)), params.organization_id).email,
      limits: ({ params, caller, admitted }) => sendingLimits(params.organization_id, admitted, caller),
      async handle({ params, context, caller }) {
        const named = { id: params.invitation_id, organizationId: params.organization_id };
        const cause = causeOf(context, caller);
        const sent = await countInvitation('resent', async () =>
          resendInvitation(commands, named, caller, cause),
        );
        return { status: 200, body: toInvitationJson(stillOpen(sent), context.now), position: sent.position };
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
      params: invitationPath,
      answers: { 200: { description: 'The invitation is revoked.', body: messageJson } },
      refusals: ['unknown_invitation'],
      async handle({ params, context, caller }) {
        const invitation = { id: params.invitation_id, organizationId: params.organization_id };
        const position = await countInvitation('revoked', async () =>
          revokeInvitation(commands, invitation, causeOf(context, caller)),
        );
        return { status: 200, body: { message: 'The invitation is revoked.' }, position };
      },
    }),
  ];
}

/** Limits the mails of an organisation, and those that all organisations send to one address. */
function sendingLimits(
  organizationId: OrganizationId,
  address: EmailAddress,
  caller: Extract<Caller, { kind: 'service' | 'member' }>,
): RateLimitUse[] {
  const own: RateLimitUse[] = caller.kind === 'member' ? [['change.account', caller.userId]] : [];
  return [...own, ['invitation.organization', organizationId], mailLimit('invitation', address)];
}

/**
 * Returns an invitation after it was sent. A repeat of the request may come after its end.
 *
 * @throws UnknownInvitation
 */
function stillOpen({ invitation }: ChangedInvitation): OpenInvitation {
  if (invitation.status !== 'open') throw new UnknownInvitation();
  return invitation;
}
