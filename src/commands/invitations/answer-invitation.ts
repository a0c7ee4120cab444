import type { InvitationId, UserId } from '../../domain/ids.js';
import {
  declineInvitation as decideRefusal,
  endByAcceptance,
  requireAcceptable,
} from '../../domain/invitation/decisions.js';
import { invitationAt } from '../../domain/invitation/invitation.js';
import { isMember, startMembership } from '../../domain/organization/member-decisions.js';
import { LinkUsed } from '../../domain/user/decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import { factsOf } from '../../eventstore/folding/load-member.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle, handleGuarded, load } from '../handle.js';
import { authorityOver, managedStreams } from '../steps/access/authority-in.js';
import type { ChangedMember } from '../organizations/change-member.js';

interface Answer {
  readonly id: InvitationId;
  readonly userId: UserId;
}

/**
 * Accepts an invitation of the own verified address. The membership is written first, so a crash in between leaves an open
 * invitation to a member, whose second acceptance only ends it.
 *
 * @throws LinkUsed the invitation is not open, of another address, or its sender cannot give its roles any more
 */
export async function acceptInvitation(
  { log }: Pick<CommandDependencies, 'log'>,
  { id, userId }: Answer,
  cause: Cause,
): Promise<ChangedMember> {
  const { state } = await load(log, invitationAt(id));
  if (state.status === 'none') throw new LinkUsed();
  const ids = { organizationId: state.organizationId, userId };
  const inviter = { userId: state.invitedBy, person: state.invitedBy, authority: 'everything' } as const;
  const streams = { ...managedStreams(ids, inviter), invitation: invitationAt(id) };
  const { states, position } = await handleGuarded(log, cause, streams, (before) => {
    const authority = authorityOver(before, inviter);
    const open = requireAcceptable(before.invitation, factsOf(before), authority, cause.now);
    const admission = { ...ids, roleIds: open.roleIds, via: 'invitation', viaId: id } as const;
    return {
      membership: isMember(before.membership) ? [] : startMembership(before.membership, admission),
      invitation: endByAcceptance(open, userId),
    };
  });
  return { facts: factsOf(states), position };
}

/**
 * Declines an invitation of the own verified address.
 *
 * @throws LinkUsed
 */
export async function declineInvitation(
  { log }: Pick<CommandDependencies, 'log'>,
  { id, userId }: Answer,
  cause: Cause,
): Promise<Position | null> {
  const streams = { user: userAt(userId), invitation: invitationAt(id) };
  const { position } = await handle(log, cause, streams, ({ user, invitation }) => ({
    invitation: decideRefusal(invitation, user, cause.now),
  }));
  return position;
}
