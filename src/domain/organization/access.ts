import { assignedPermissionsOf, permissionsOf, permissionsOfRoles, shortestPath } from '../roles/access.js';
import type { AccessFacts } from '../roles/access.js';
import { MEMBER, OWNER, withAppPermissions } from '../roles/organization-roles.js';
import type { Role, RoleSet } from '../roles/role-set.js';
import { findRole } from '../roles/role-set.js';
import { canSignIn } from '../user/decisions.js';
import type { Membership } from './membership.js';
import type { Founded, Organization } from './organization.js';

/** The state that decides about the permissions of one person in one organisation. */
export interface MemberFacts {
  readonly person: AccessFacts;
  readonly organization: Organization;
  /** The own roles of the organisation. */
  readonly ownRoles: RoleSet;
  readonly membership: Membership;
}

/** Returns the roles that exist in the organisation, with the permissions of apps. */
export function roleSetIn({ ownRoles, person }: Pick<MemberFacts, 'ownRoles' | 'person'>): RoleSet {
  return withAppPermissions(ownRoles, person.roles);
}

/** Tells whether an organisation is founded and not suspended, so that its members have their permissions. */
export function isActive(organization: Organization): organization is Founded {
  return organization.status === 'founded' && !organization.isSuspended;
}

/**
 * Tells whether a person has an active membership. An owner whose membership was lost in a crash while the organisation was
 * founded has one.
 */
export function isActiveMember({ person: { user }, organization, membership }: MemberFacts): boolean {
  if (!canSignIn(user) || !isActive(organization)) return false;
  return membership.status === 'active' || (membership.status === 'none' && isOwner(organization, user));
}

/** Returns the roles of a person in an organisation: none without an active membership. */
export function rolesIn(facts: MemberFacts): Role[] {
  return isActiveMember(facts) ? assignedRoles(facts) : [];
}

/** Returns the permissions that a membership gives. */
export function permissionsOfMember(facts: MemberFacts): ReadonlySet<string> {
  return permissionsOfRoles(roleSetIn(facts), rolesIn(facts));
}

/** Returns the permissions of a person in an organisation. Those of roles of the service hold in every organisation. */
export function permissionsIn(facts: MemberFacts): ReadonlySet<string> {
  return new Set([...permissionsOfMember(facts), ...permissionsOf(facts.person)]);
}

/**
 * Returns the permissions of a person in an organisation, also those that a suspended member or a closed account would have
 * again. A weaker caller must not change that member.
 */
export function assignedPermissionsIn(facts: MemberFacts): ReadonlySet<string> {
  const own = permissionsOfRoles(roleSetIn(facts), assignedRoles(facts));
  return new Set([...own, ...assignedPermissionsOf(facts.person)]);
}

/** Returns the shortest reason for which a membership gives a permission, or an empty list. */
export function reasonIn(facts: MemberFacts, permission: string): string[] {
  return shortestPath(roleSetIn(facts), rolesIn(facts), permission);
}

function assignedRoles(facts: MemberFacts): Role[] {
  const { person, organization, membership } = facts;
  if (membership.status === 'ended') return [];
  const set = roleSetIn(facts);
  const given = [...membership.roles].flatMap((id) => findRole(set, id) ?? []);
  return isOwner(organization, person.user) ? [OWNER, ...given] : [MEMBER, ...given];
}

function isOwner(organization: Organization, user: AccessFacts['user']): boolean {
  return (
    user.status === 'registered' && organization.status === 'founded' && organization.owners.has(user.id)
  );
}
