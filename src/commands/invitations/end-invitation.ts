import type { InvitationId, OrganizationId } from '../../domain/ids.js';
import { endErasedInvitation, revokeInvitation as decide } from '../../domain/invitation/decisions.js';
import { invitationAt } from '../../domain/invitation/invitation.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

/**
 * Revokes an invitation of an organisation. A repeat changes nothing.
 *
 * @throws UnknownInvitation
 */
export async function revokeInvitation(
  { log }: Pick<CommandDependencies, 'log'>,
  { id, organizationId }: { readonly id: InvitationId; readonly organizationId: OrganizationId },
  cause: Cause,
): Promise<Position | null> {
  const { position } = await handle(log, cause, { invitation: invitationAt(id) }, ({ invitation }) => ({
    invitation: decide(invitation, organizationId),
  }));
  return position;
}

/** Ends an invitation whose key was destroyed. */
export async function endErasedInvitationOf(
  { log }: Pick<CommandDependencies, 'log'>,
  { id, keyId }: { readonly id: InvitationId; readonly keyId: string },
  cause: Cause,
): Promise<void> {
  await handle(log, cause, { invitation: invitationAt(id) }, ({ invitation }) => ({
    invitation: endErasedInvitation(invitation, keyId),
  }));
}
