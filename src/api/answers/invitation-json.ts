import { z } from 'zod';
import { isExpired } from '../../domain/invitation/decisions.js';
import type { OpenInvitation } from '../../domain/invitation/invitation.js';
import type { Founded } from '../../domain/organization/organization.js';

const next = z.string().nullable();

export const invitationJson = z
  .strictObject({
    id: z.uuid(),
    email: z.string(),
    status: z.enum(['open', 'expired']),
    role_ids: z.array(z.uuid()),
    invited_by: z.uuid().nullable().meta({ description: 'The person who invited; null: a service.' }),
    sent_at: z.iso.datetime(),
    expires_at: z.iso.datetime(),
  })
  .meta({ id: 'Invitation' });
export const invitationPageJson = z
  .strictObject({ items: z.array(invitationJson), next_cursor: next })
  .meta({ id: 'InvitationPage' });

export const ownInvitationJson = z
  .strictObject({
    id: z.uuid(),
    organization_id: z.uuid(),
    organization_name: z.string(),
    expires_at: z.iso.datetime(),
  })
  .meta({ id: 'OwnInvitation' });
export const ownInvitationPageJson = z
  .strictObject({ items: z.array(ownInvitationJson), next_cursor: next })
  .meta({ id: 'OwnInvitationPage' });

/** Returns an invitation as its organisation sees it. */
export function toInvitationJson(invitation: OpenInvitation, now: Date): z.input<typeof invitationJson> {
  const { id, email, roleIds, invitedBy, sentAt, expiresAt } = invitation;
  return {
    id,
    email: email ?? '',
    status: isExpired(invitation, now) ? 'expired' : 'open',
    role_ids: [...roleIds],
    invited_by: invitedBy,
    sent_at: sentAt.toISOString(),
    expires_at: expiresAt.toISOString(),
  };
}

/** Returns an invitation as the invited person sees it. */
export function toOwnInvitationJson(
  { id, organizationId, expiresAt }: OpenInvitation,
  { name }: Founded,
): z.input<typeof ownInvitationJson> {
  return {
    id,
    organization_id: organizationId,
    organization_name: name,
    expires_at: expiresAt.toISOString(),
  };
}
