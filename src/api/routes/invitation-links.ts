import { z } from 'zod';
import {
  acceptInvitation,
  declineInvitation,
  invitationOfLink,
} from '../../commands/invitations/answer-invitation.js';
import { linkToken } from '../../commands/input-schemas.js';
import { requireLinked } from '../../domain/invitation/answer-decisions.js';
import { invitationAt } from '../../domain/invitation/invitation.js';
import { isActive } from '../../domain/organization/access.js';
import { organizationAt } from '../../domain/organization/organization.js';
import { LinkUsed } from '../../domain/user/decisions.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import { messageJson } from '../answers/message-json.js';
import { ownOrganizationJson } from '../answers/organization-json.js';
import type { Content } from '../http/answer.js';
import { basePathOf } from '../http/base-path.js';
import type { RateLimitUse } from '../http/limits/rate-limits.js';
import { causeOf } from '../http/requests/cause.js';
import type { SignedInUser } from '../http/requests/request-context.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import { joinedAnswer } from '../organizations/joined-answer.js';
import { renderPage } from '../pages/render-page.js';
import type { RouteDependencies } from './dependencies.js';

const tag = 'Organisations';
const body = z.strictObject({ token: linkToken });
const refusals = ['link_used', 'invitation_for_another_address'] as const;

/** Routes for the link in the mail of an invitation. */
export function invitationLinkRoutes({ commands, countInvitation, publicUrl }: RouteDependencies): Route[] {
  const { log } = commands;
  const basePath = basePathOf(publicUrl);

  /** Finds the invitation of a link without a change to it, and its organisation. */
  async function readLink(token: string, now: Date) {
    const { id, link } = invitationOfLink(commands, token);
    const invitation = requireLinked(await loadState(log, invitationAt(id)), { link, now });
    const organization = await loadState(log, organizationAt(invitation.organizationId));
    if (!isActive(organization)) throw new LinkUsed();
    return { invitation, organization };
  }

  return [
    defineRoute({
      method: 'get',
      path: '/invitation',
      operation: 'showInvitation',
      summary: 'Shows the page of an invitation, which the mailed link opens. It changes nothing.',
      tag,
      auth: 'none',
      showsPages: true,
      // Programs in between may have added parameters to the link.
      query: z.object({ token: linkToken.meta({ description: 'The token of the mailed link.' }) }),
      answers: { 200: { description: 'The page.', media: 'text/html' } },
      refusals: ['link_used'],
      limits: ({ network }) => [['link.source', network]],
      async handle({ query: { token }, context }) {
        const { invitation, organization } = await readLink(token, context.now);
        const expires = invitation.expiresAt.toUTCString();
        const page = renderPage('invitation', { basePath, token, expires, organization: organization.name });
        const content: Content<'text/html'> = { media: 'text/html', bytes: Buffer.from(page) };
        return { status: 200, content };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/invitations/accept',
      operation: 'acceptInvitationByLink',
      page: 'accept-invitation',
      summary:
        'Accepts the invitation of a mailed link, for an account that has verified the invited address.',
      tag,
      auth: 'user',
      body,
      answers: { 200: { description: 'The organisation.', body: ownOrganizationJson } },
      refusals,
      limits: linkLimits,
      async handle({ body: { token }, context, caller: { userId }, caller }) {
        const accepted = await countInvitation('accepted', async () => {
          const answer = { ...invitationOfLink(commands, token), userId };
          return await acceptInvitation(commands, answer, causeOf(context, caller));
        });
        return joinedAnswer(accepted);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/invitations/decline',
      operation: 'declineInvitationByLink',
      page: 'decline-invitation',
      summary:
        'Declines the invitation of a mailed link, for an account that has verified the invited address.',
      tag,
      auth: 'user',
      body,
      answers: { 200: { description: 'The invitation is declined.', body: messageJson } },
      refusals,
      limits: linkLimits,
      async handle({ body: { token }, context, caller: { userId }, caller }) {
        const position = await countInvitation('declined', async () => {
          const answer = { ...invitationOfLink(commands, token), userId };
          return await declineInvitation(commands, answer, causeOf(context, caller));
        });
        return { status: 200, body: { message: 'The invitation is declined.' }, position };
      },
    }),
  ];
}

function linkLimits({
  network,
  caller,
}: {
  readonly network: string;
  readonly caller: SignedInUser;
}): readonly RateLimitUse[] {
  return [
    ['link.source', network],
    ['change.account', caller.userId],
  ];
}
