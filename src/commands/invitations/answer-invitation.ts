import type { EventId, InvitationId, UserId } from '../../domain/ids.js';
import {
  declineInvitation as decideRefusal,
  endByAcceptance,
  hasBegun,
  requireAcceptable,
} from '../../domain/invitation/answer-decisions.js';
import { invitationAt } from '../../domain/invitation/invitation.js';
import { startMembership } from '../../domain/organization/member-decisions.js';
import { LinkUsed } from '../../domain/user/decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import { factsOf } from '../../eventstore/folding/load-member.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle, handleGuarded } from '../handle.js';
import { authorityOver, managedStreams } from '../steps/access/authority-in.js';
import type { ChangedMember } from '../organizations/change-member.js';

/** A person's answer to an invitation. */
interface Answer {
  readonly id: InvitationId;
  readonly userId: UserId;
  /** The event that the mailed link names; null: the person answers an invitation of the own list. */
  readonly link: EventId | null;
}

/**
 * Returns the invitation that the token of a mailed link is for.
 *
 * @throws LinkUsed the token is not authentic
 */
export function invitationOfLink(
  { linkTokens }: Pick<CommandDependencies, 'linkTokens'>,
  token: string,
): { readonly id: InvitationId; readonly link: EventId } {
  const claims = linkTokens.readInvitation(token);
  if (claims === null) throw new LinkUsed();
  return { id: claims.invitationId, link: claims.eventId };
}

/**
 * Accepts an invitation of the own verified address. The membership is written first, so a crash in between leaves an open
 * invitation to a member, whose second acceptance only ends it.
 *
 * @throws LinkUsed the invitation is not open, the person is a member, or its sender cannot give its roles any more
 * @throws InvitationForAnotherAddress
 */
export async function acceptInvitation(
  { log }: Pick<CommandDependencies, 'log'>,
  { id, userId, link }: Answer,
  cause: Cause,
): Promise<ChangedMember> {
  const state = await loadState(log, invitationAt(id));
  if (state.status === 'none') throw new LinkUsed();
  const ids = { organizationId: state.organizationId, userId };
  const inviter = { userId: state.invitedBy, person: state.invitedBy, authority: 'everything' } as const;
  const streams = { ...managedStreams(ids, inviter), invitation: invitationAt(id) };
  const { states, position } = await handleGuarded(log, cause, streams, (before) => {
    const authority = authorityOver(before, inviter);
    const presented = { link, now: cause.now };
    const open = requireAcceptable(before.invitation, factsOf(before), authority, presented);
    const admission = { ...ids, roleIds: open.roleIds, via: 'invitation', viaId: id } as const;
    return {
      membership: hasBegun(before.membership, id) ? [] : startMembership(before.membership, admission),
      invitation: endByAcceptance(open, userId),
    };
  });
  return { facts: factsOf(states), position };
}

/**
 * Declines an invitation of the own verified address.
 *
 * @throws LinkUsed, InvitationForAnotherAddress
 */
export async function declineInvitation(
  { log }: Pick<CommandDependencies, 'log'>,
  { id, userId, link }: Answer,
  cause: Cause,
): Promise<Position | null> {
  const streams = { user: userAt(userId), invitation: invitationAt(id) };
  const { position } = await handle(log, cause, streams, ({ user, invitation }) => ({
    invitation: decideRefusal(invitation, user, { link, now: cause.now }),
  }));
  return position;
}
