import { DomainError } from '../domain-error.js';
import type { ClaimStream, OrganizationId, UserId } from '../ids.js';
import { roleSetIn } from '../organization/access.js';
import type { MemberFacts } from '../organization/access.js';
import { requireFounded } from '../organization/decisions.js';
import { AlreadyMember, isMember } from '../organization/member-decisions.js';
import { requireAssignable } from '../organization/role-assignment.js';
import { permissionsOfRole } from '../roles/access.js';
import { requireWithin } from '../roles/escalation.js';
import type { Authority } from '../roles/escalation.js';
import type { EmailAddress } from '../user/email-address.js';
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
 * Returns an invitation of an organisation.
 *
 * @throws UnknownInvitation
 */
function requireSent(
  invitation: Invitation,
  organizationId: OrganizationId,
): Exclude<Invitation, { status: 'none' }> {
  if (invitation.status === 'none' || invitation.organizationId !== organizationId)
    throw new UnknownInvitation();
  return invitation;
}

/**
 * Returns an invitation that its organisation can send again, with its address. It may have expired.
 *
 * @throws UnknownInvitation
 */
export function requireOpen(
  invitation: Invitation,
  organizationId: OrganizationId,
): OpenInvitation & { readonly email: EmailAddress } {
  const sent = requireSent(invitation, organizationId);
  if (sent.status !== 'open' || sent.email === null) throw new UnknownInvitation();
  return { ...sent, email: sent.email };
}

/**
 * Revokes an invitation of an organisation. A repeat changes nothing.
 *
 * @throws UnknownInvitation
 */
export function revokeInvitation(invitation: Invitation, organizationId: OrganizationId): InvitationEvent[] {
  return endInvitation(requireSent(invitation, organizationId), 'revoked');
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

/** Returns the fields that every event of an invitation has. */
export function namesOf({ organizationId, keyId }: OpenInvitation) {
  return { organization_id: organizationId, key_id: keyId };
}

export function isExpired({ expiresAt }: OpenInvitation, now: Date): boolean {
  return expiresAt <= now;
}
