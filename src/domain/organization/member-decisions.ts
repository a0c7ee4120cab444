import { DomainError } from '../domain-error.js';
import { requireWithin } from '../roles/escalation.js';
import type { Authority } from '../roles/escalation.js';
import { assignedPermissionsIn } from './access.js';
import type { MemberFacts } from './access.js';
import { removeOwner, requireFounded, UnknownOrganization } from './decisions.js';
import type { MembershipEvent, MembershipOrigin, OrganizationEvent } from './events.js';
import type { MemberIds, Membership } from './membership.js';

/** The person is no member of the organisation. */
export class UnknownMember extends DomainError {
  readonly code = 'unknown_member';
}
/** The person is a member of the organisation already. */
export class AlreadyMember extends DomainError {
  readonly code = 'already_member';
}

/** The events of a change of one member. Only owners are in the stream of the organisation. */
export interface MemberChange {
  readonly organization?: OrganizationEvent[];
  readonly membership: MembershipEvent[];
}

/** The beginning of a membership. */
export interface Admission extends MemberIds {
  /** The ids of the first roles. */
  readonly roleIds: readonly string[];
  readonly via: MembershipOrigin;
  /** The invitation or the connection that the membership begins with, or null. */
  readonly viaId: string | null;
}

/**
 * Begins a membership.
 *
 * @throws AlreadyMember
 */
export function startMembership(membership: Membership, admission: Admission): MembershipEvent[] {
  if (isMember(membership)) throw new AlreadyMember();
  const { organizationId, userId, roleIds, via, viaId } = admission;
  const data = {
    organization_id: organizationId,
    user_id: userId,
    role_ids: [...roleIds],
    via,
    via_id: viaId,
  };
  return [{ type: 'MembershipStarted', data }];
}

/**
 * Verifies that a caller may change a member: the person has a membership, and no permission that the caller lacks.
 *
 * @throws UnknownOrganization, UnknownMember, ExceedsOwnPermissions
 */
export function requireAuthorityOver(facts: MemberFacts, authority: Authority): void {
  requireMember(facts);
  requireWithin(authority, assignedPermissionsIn(facts));
}

/** @throws UnknownOrganization, UnknownMember */
export function requireMember(facts: MemberFacts): void {
  requireFounded(facts.organization);
  if (!hasMembership(facts)) throw new UnknownMember();
}

/**
 * Ends the own membership. The answer to a stranger is the same as for a made-up organisation.
 *
 * @throws UnknownOrganization, LastOwner
 */
export function leave(facts: MemberFacts, ids: MemberIds): MemberChange {
  if (!hasMembership(facts)) throw new UnknownOrganization();
  return endMembership(facts, ids, 'left');
}

/** An owner whose membership was lost in a crash has one. */
function hasMembership({ organization, membership, person: { user } }: MemberFacts): boolean {
  if (isMember(membership)) return true;
  const isLost = membership.status === 'none' && organization.status === 'founded';
  return isLost && user.status === 'registered' && organization.owners.has(user.id);
}

/**
 * Suspends a member, who loses every permission until the membership is resumed. An owner is one no more.
 *
 * @throws LastOwner
 */
export function suspendMember(
  { organization, membership }: MemberFacts,
  ids: MemberIds,
  reason: string | null,
): MemberChange {
  if (membership.status === 'suspended') return { membership: [] };
  return {
    organization: removeOwner(organization, ids.userId),
    membership: [{ type: 'MembershipSuspended', data: { ...named(ids), reason } }],
  };
}

export function resumeMember(
  { membership }: Pick<MemberFacts, 'membership'>,
  ids: MemberIds,
  reason: string | null,
): MembershipEvent[] {
  if (membership.status !== 'suspended') return [];
  return [{ type: 'MembershipResumed', data: { ...named(ids), reason } }];
}

/** Refuses the tokens of a member for the organisation. */
export function signOutMember(ids: MemberIds): MembershipEvent[] {
  return [{ type: 'MemberSignedOut', data: named(ids) }];
}

/**
 * Ends a membership. An owner is one no more.
 *
 * @throws UnknownOrganization, LastOwner
 */
export function endMembership(
  { organization, membership }: Pick<MemberFacts, 'organization' | 'membership'>,
  ids: MemberIds,
  reason: 'left' | 'removed',
): MemberChange {
  return {
    organization: removeOwner(organization, ids.userId),
    membership: membership.status === 'ended' ? [] : ended(ids, reason),
  };
}

/** Ends the membership of an erased person. */
export function endErasedMembership(membership: Membership, ids: MemberIds): MembershipEvent[] {
  return isMember(membership) ? ended(ids, 'erased') : [];
}

function ended(ids: MemberIds, reason: 'left' | 'removed' | 'erased'): MembershipEvent[] {
  return [{ type: 'MembershipEnded', data: { ...named(ids), reason } }];
}

/** Tells whether a membership goes on, active or suspended. */
export function isMember({ status }: Membership): boolean {
  return status === 'active' || status === 'suspended';
}

function named({ organizationId, userId }: MemberIds) {
  return { organization_id: organizationId, user_id: userId };
}
