import { z } from 'zod';
import { deriveId, uuidSchema } from '../../domain/ids.js';
import type { InvitationId, OrganizationId } from '../../domain/ids.js';
import { requireOpen, sendInvitation as decide } from '../../domain/invitation/decisions.js';
import { invitationAt, invitationIdOf } from '../../domain/invitation/invitation.js';
import type { Invitation } from '../../domain/invitation/invitation.js';
import type { EmailAddress } from '../../domain/user/email-address.js';
import type { Cause } from '../../eventstore/codec.js';
import { factsOf } from '../../eventstore/folding/load-member.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handleGuarded } from '../handle.js';
import { email } from '../input-schemas.js';
import { authorityOver, managedStreams } from '../steps/access/authority-in.js';
import { roleReference } from '../roles/role-inputs.js';
import type { RoleManager } from '../steps/access/authority.js';
import { findClaimedAccount } from '../steps/find-account.js';

const DAY_S = 86_400;
const MAX_ROLES = 20;

export const sendInvitationInput = z.strictObject({
  email,
  role_ids: z
    .array(roleReference)
    .max(MAX_ROLES)
    .default([])
    .meta({ description: 'Ids or keys of the first roles of the member.' }),
  expires_in: z
    .int()
    .min(60)
    .max(30 * DAY_S)
    .default(7 * DAY_S)
    .meta({ description: 'Seconds until the invitation expires.' }),
});

interface Input {
  readonly organizationId: OrganizationId;
  readonly email: EmailAddress;
  /** Ids or keys of roles. */
  readonly roles: readonly string[];
  readonly expiresInS: number;
}

/** An invitation after a command. */
export interface ChangedInvitation {
  readonly invitation: Invitation;
  readonly position: Position | null;
}

/**
 * Invites an address to an organisation. A further invitation of the same address replaces the one before. The outcome does not
 * depend on whether an account has the address, except for that of a member.
 *
 * @throws UnknownOrganization, AlreadyMember, UnknownRole, BuiltIn, ExceedsOwnPermissions
 */
export async function sendInvitation(
  { log, emailClaimStream }: Pick<CommandDependencies, 'log' | 'emailClaimStream'>,
  { organizationId, email: address, roles, expiresInS }: Input,
  manager: RoleManager,
  cause: Cause,
): Promise<ChangedInvitation> {
  const claim = emailClaimStream(address);
  const invitee = { organizationId, userId: (await findClaimedAccount(log, claim)).id };
  const invitation = {
    organizationId,
    keyId: deriveId(uuidSchema, 'invitation key', cause.commandId),
    email: address,
    claim,
    roles,
    invitedBy: manager.person,
    expiresAt: new Date(cause.now.getTime() + expiresInS * 1000),
  };
  const streams = {
    ...managedStreams(invitee, manager),
    invitation: invitationAt(invitationIdOf(organizationId, claim)),
  };
  const { states, position } = await handleGuarded(log, cause, streams, (before) => ({
    invitation: decide(factsOf(before), invitation, authorityOver(before, manager)),
  }));
  return { invitation: states.invitation, position };
}

/**
 * Sends an invitation again, with the same roles and for the same time from now on. The link of the earlier mail ends.
 *
 * @throws UnknownInvitation the organisation has no such open invitation
 * @throws UnknownOrganization, AlreadyMember, UnknownRole, BuiltIn, ExceedsOwnPermissions
 */
export async function resendInvitation(
  commands: Pick<CommandDependencies, 'log' | 'emailClaimStream'>,
  { id, organizationId }: { readonly id: InvitationId; readonly organizationId: OrganizationId },
  manager: RoleManager,
  cause: Cause,
): Promise<ChangedInvitation> {
  const invitation = await loadState(commands.log, invitationAt(id));
  const { email: address, roleIds: roles, sentAt, expiresAt } = requireOpen(invitation, organizationId);
  const expiresInS = (expiresAt.getTime() - sentAt.getTime()) / 1000;
  return await sendInvitation(
    commands,
    { organizationId, email: address, roles, expiresInS },
    manager,
    cause,
  );
}
