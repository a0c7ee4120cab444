import { DomainError } from '../domain-error.js';
import type { ClaimStream, EventId, InvitationId, UserId } from '../ids.js';
import { isActive, roleSetIn } from '../organization/access.js';
import type { MemberFacts } from '../organization/access.js';
import { isMember } from '../organization/member-decisions.js';
import type { Membership } from '../organization/membership.js';
import { permissionsOfRole } from '../roles/access.js';
import { isWithin } from '../roles/escalation.js';
import type { Authority } from '../roles/escalation.js';
import { findRole } from '../roles/role-set.js';
import { canSignIn, LinkUsed } from '../user/decisions.js';
import type { User } from '../user/user.js';
import { isExpired, namesOf } from './decisions.js';
import type { InvitationEvent } from './events.js';
import type { Invitation, OpenInvitation } from './invitation.js';

/** The caller presents the link of an invitation, and has not verified its address. */
export class InvitationForAnotherAddress extends DomainError {
  readonly code = 'invitation_for_another_address';
}

/**
 * Returns an invitation that a person can accept now. The refusal does not tell why: an unknown invitation, one of another
 * address, and one that has ended are the same to a stranger.
 *
 * @param inviter the permissions that its sender can pass on today
 * @throws LinkUsed, InvitationForAnotherAddress
 */
export function requireAcceptable(
  invitation: Invitation,
  invitee: MemberFacts,
  inviter: Authority,
  { link, now }: Presented,
): OpenInvitation {
  const open = requireOffered(invitation, invitee.person.user, { link, now });
  if (!isActive(invitee.organization) || !canStillGive(inviter, open.roleIds, invitee)) throw new LinkUsed();
  return open;
}

/** The way in which a person presents an invitation. */
export interface Presented {
  /** The event that the mailed link names; null: the person knows the id of the invitation only. */
  readonly link: EventId | null;
  readonly now: Date;
}

/**
 * Returns an invitation that is open and of the address of a person. Without the link, the person must have proved the address.
 * The link itself came to the address, so an address that only an identity provider asserts is enough.
 *
 * @throws LinkUsed
 * @throws InvitationForAnotherAddress only a caller with the link learns this
 */
export function requireOffered(invitation: Invitation, user: User, { link, now }: Presented): OpenInvitation {
  if (link === null) {
    const open = requireUnexpired(invitation, now);
    if (provedClaim(user) !== open.claim) throw new LinkUsed();
    return open;
  }
  const open = requireLinked(invitation, { link, now });
  if (!canSignIn(user) || user.claim !== open.claim) throw new InvitationForAnotherAddress();
  return open;
}

/**
 * Returns the invitation that a mailed link leads to.
 *
 * @throws LinkUsed
 */
export function requireLinked(
  invitation: Invitation,
  { link, now }: { readonly link: EventId; readonly now: Date },
): OpenInvitation {
  const open = requireUnexpired(invitation, now);
  if (open.sending !== link) throw new LinkUsed();
  return open;
}

function requireUnexpired(invitation: Invitation, now: Date): OpenInvitation {
  if (invitation.status !== 'open' || isExpired(invitation, now)) throw new LinkUsed();
  return invitation;
}

/** Returns the claim on the address that a person has proved, or null. An identity provider may only have asserted it. */
export function provedClaim(user: User): ClaimStream | null {
  return canSignIn(user) && !user.emailOnlyAsserted ? user.claim : null;
}

/**
 * Tells whether an acceptance of the invitation has begun the membership.
 *
 * @throws LinkUsed the membership began in another way, so the invitation is of no use
 */
export function hasBegun(membership: Membership, id: InvitationId): boolean {
  if (!isMember(membership)) return false;
  if (membership.viaId !== id) throw new LinkUsed();
  return true;
}

/** Ends an invitation because the invited person is a member now. */
export function endByAcceptance(invitation: OpenInvitation, userId: UserId): InvitationEvent[] {
  return [{ type: 'InvitationAccepted', data: { ...namesOf(invitation), user_id: userId } }];
}

/** Ends an open invitation to a person who became a member in another way. */
export function settleInvitation(
  invitation: Invitation,
  membership: Membership,
  userId: UserId,
): InvitationEvent[] {
  if (invitation.status !== 'open' || !isMember(membership)) return [];
  return [{ type: 'InvitationSettled', data: { ...namesOf(invitation), user_id: userId } }];
}

/**
 * Declines an invitation.
 *
 * @throws LinkUsed, InvitationForAnotherAddress
 */
export function declineInvitation(
  invitation: Invitation,
  user: User,
  presented: Presented,
): InvitationEvent[] {
  if (user.status !== 'registered') throw new LinkUsed();
  const open = requireOffered(invitation, user, presented);
  return [{ type: 'InvitationDeclined', data: { ...namesOf(open), user_id: user.id } }];
}

/** Tells whether each role still exists, with no more permissions than its sender has today. */
function canStillGive(inviter: Authority, roleIds: readonly string[], facts: MemberFacts): boolean {
  if (roleIds.length === 0) return true;
  const set = roleSetIn(facts);
  return (
    isWithin(inviter, ['roles:assign']) &&
    roleIds.every((id) => {
      const role = findRole(set, id);
      return role !== undefined && isWithin(inviter, permissionsOfRole(set, role));
    })
  );
}
