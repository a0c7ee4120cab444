import { DomainError } from '../domain-error.js';
import type { ClaimStream, OrganizationId, UserId } from '../ids.js';
import { isActive, roleSetIn } from '../organization/access.js';
import type { MemberFacts } from '../organization/access.js';
import { requireFounded } from '../organization/decisions.js';
import { AlreadyMember, isMember } from '../organization/member-decisions.js';
import { requireAssignable } from '../organization/role-assignment.js';
import { permissionsOfRole } from '../roles/access.js';
import { isWithin, requireWithin } from '../roles/escalation.js';
import type { Authority } from '../roles/escalation.js';
import { findRole } from '../roles/role-set.js';
import { canSignIn, LinkUsed } from '../user/decisions.js';
import type { EmailAddress } from '../user/email-address.js';
import type { User } from '../user/user.js';
import type { InvitationEvent } from './events.js';
import type { Invitation, OpenInvitation } from './invitation.js';

/** The organisation has not sent this invitation. */
export class UnknownInvitation extends DomainError {
  readonly code = 'unknown_invitation';
}

/** An invitation to send. */
export interface NewInvitation {
  readonly organizationId: OrganizationId;
  readonly keyId: string;
  readonly email: EmailAddress;
  readonly claim: ClaimStream;
  /** Ids or keys of roles. */
  readonly roles: readonly string[];
  readonly invitedBy: UserId | null;
  readonly expiresAt: Date;
}

/**
 * Invites an address. The caller needs the permissions of the roles, and the one to assign roles.
 *
 * @param invitee the account with that address, if there is one
 * @throws UnknownOrganization, AlreadyMember, UnknownRole, BuiltIn, ExceedsOwnPermissions
 */
export function sendInvitation(
  invitee: MemberFacts,
  { organizationId, keyId, email, claim, roles, invitedBy, expiresAt }: NewInvitation,
  authority: Authority,
): InvitationEvent[] {
  requireFounded(invitee.organization);
  if (isMember(invitee.membership)) throw new AlreadyMember();
  const set = roleSetIn(invitee);
  const given = roles.map((reference) => requireAssignable(set, reference));
  if (given.length > 0) requireWithin(authority, ['roles:assign']);
  for (const role of given) requireWithin(authority, permissionsOfRole(set, role));
  const data = {
    organization_id: organizationId,
    key_id: keyId,
    email,
    claim,
    role_ids: [...new Set(given.map(({ id }) => id))],
    invited_by: invitedBy,
    expires_at: expiresAt.toISOString(),
  };
  return [{ type: 'InvitationSent', data }];
}

/**
 * Returns an invitation that a person can accept now. The refusal does not tell why: an unknown invitation, one of another
 * address, and one that has ended are the same to a stranger.
 *
 * @param inviter the permissions that its sender can pass on today
 * @throws LinkUsed
 */
export function requireAcceptable(
  invitation: Invitation,
  invitee: MemberFacts,
  inviter: Authority,
  now: Date,
): OpenInvitation {
  const open = requireOffered(invitation, invitee.person.user, now);
  if (!isActive(invitee.organization) || !canStillGive(inviter, open.roleIds, invitee)) throw new LinkUsed();
  return open;
}

/**
 * Returns an invitation that is open and of the verified address of a person.
 *
 * @throws LinkUsed
 */
export function requireOffered(invitation: Invitation, user: User, now: Date): OpenInvitation {
  if (invitation.status !== 'open' || isExpired(invitation, now)) throw new LinkUsed();
  if (provedClaim(user) !== invitation.claim) throw new LinkUsed();
  return invitation;
}

export function isExpired({ expiresAt }: OpenInvitation, now: Date): boolean {
  return expiresAt <= now;
}

/** Returns the claim on the address that a person has proved, or null. An identity provider may only have asserted it. */
export function provedClaim(user: User): ClaimStream | null {
  return canSignIn(user) && !user.emailOnlyAsserted ? user.claim : null;
}

/** Ends an invitation because the invited person is a member now. */
export function endByAcceptance(invitation: OpenInvitation, userId: UserId): InvitationEvent[] {
  return [{ type: 'InvitationAccepted', data: { ...namesOf(invitation), user_id: userId } }];
}

/**
 * Declines an invitation.
 *
 * @throws LinkUsed
 */
export function declineInvitation(invitation: Invitation, user: User, now: Date): InvitationEvent[] {
  if (user.status !== 'registered') throw new LinkUsed();
  const open = requireOffered(invitation, user, now);
  return [{ type: 'InvitationDeclined', data: { ...namesOf(open), user_id: user.id } }];
}

/**
 * Revokes an invitation of an organisation. A repeat changes nothing.
 *
 * @throws UnknownInvitation
 */
export function revokeInvitation(invitation: Invitation, organizationId: OrganizationId): InvitationEvent[] {
  if (invitation.status === 'none' || invitation.organizationId !== organizationId)
    throw new UnknownInvitation();
  return endInvitation(invitation, 'revoked');
}

/** Ends an invitation whose key was destroyed. One that was sent again since then has another key, and stays. */
export function endErasedInvitation(invitation: Invitation, keyId: string): InvitationEvent[] {
  return invitation.status === 'open' && invitation.keyId === keyId
    ? endInvitation(invitation, 'erased')
    : [];
}

function endInvitation(invitation: Invitation, reason: 'revoked' | 'erased'): InvitationEvent[] {
  if (invitation.status !== 'open') return [];
  return [{ type: 'InvitationRevoked', data: { ...namesOf(invitation), reason } }];
}

function namesOf({ organizationId, keyId }: OpenInvitation) {
  return { organization_id: organizationId, key_id: keyId };
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
