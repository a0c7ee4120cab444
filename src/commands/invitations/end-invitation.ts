import type { InvitationId, OrganizationId } from '../../domain/ids.js';
import { provedClaim, settleInvitation } from '../../domain/invitation/answer-decisions.js';
import { endErasedInvitation, revokeInvitation as decide } from '../../domain/invitation/decisions.js';
import { invitationAt, invitationIdOf } from '../../domain/invitation/invitation.js';
import { membershipAt } from '../../domain/organization/membership.js';
import type { MemberIds } from '../../domain/organization/membership.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle, handleGuarded } from '../handle.js';

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

/** Ends the open invitation of a person who became a member in another way. It is that of the verified address. */
export async function settleInvitationOf(
  { log }: Pick<CommandDependencies, 'log'>,
  ids: MemberIds,
  cause: Cause,
): Promise<void> {
  const claim = provedClaim(await loadState(log, userAt(ids.userId)));
  if (claim === null) return;
  const id = invitationIdOf(ids.organizationId, claim);
  const streams = { membership: membershipAt(ids), invitation: invitationAt(id) };
  await handleGuarded(log, cause, streams, ({ membership, invitation }) => ({
    invitation: settleInvitation(invitation, membership, ids.userId),
  }));
}
