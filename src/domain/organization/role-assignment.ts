import { canSignIn, UnknownUser } from '../user/decisions.js';
import { permissionsOfRole } from '../roles/access.js';
import { ExceedsOwnPermissions, requireWithin } from '../roles/escalation.js';
import type { Authority } from '../roles/escalation.js';
import type { Assigner } from '../roles/holder-decisions.js';
import { MEMBER, OWNER } from '../roles/organization-roles.js';
import { BuiltIn, requireRole, RoleLimit } from '../roles/role-decisions.js';
import { findRole } from '../roles/role-set.js';
import type { Role, RoleSet } from '../roles/role-set.js';
import { roleSetIn } from './access.js';
import type { MemberFacts } from './access.js';
import type { MembershipEvent } from './events.js';
import { requireAuthorityOver, requireMember } from './member-decisions.js';
import type { Membership, MemberIds } from './membership.js';

const MAX_ROLES_OF_MEMBER = 50;

/**
 * Returns a role that members can be given. Owners have their own list, and every member has the role of members.
 *
 * @throws UnknownRole, BuiltIn
 */
export function requireAssignable(set: RoleSet, reference: string): Role {
  const role = requireRole(set, reference);
  if (role === OWNER || role === MEMBER) throw new BuiltIn();
  return role;
}

/**
 * Gives a role to a member. The caller needs the permissions of the role and of the member, and is another person.
 *
 * @throws UnknownOrganization, UnknownMember, UnknownUser, UnknownRole, BuiltIn, ExceedsOwnPermissions, RoleLimit
 */
export function assignRole(
  facts: MemberFacts,
  ids: MemberIds,
  reference: string,
  { authority, person }: Assigner,
): MembershipEvent[] {
  requireAuthorityOver(facts, authority);
  if (!canSignIn(facts.person.user)) throw new UnknownUser();
  const role = requireWithinAuthority(facts, reference, authority);
  if (ids.userId === person) throw new ExceedsOwnPermissions();
  const { roles } = facts.membership;
  if (roles.has(role.id)) return [];
  if (roles.size >= MAX_ROLES_OF_MEMBER) throw new RoleLimit();
  return [{ type: 'RoleAssigned', data: named(ids, role) }];
}

/**
 * Takes a role from a member, who may be the caller.
 *
 * @throws UnknownOrganization, UnknownMember, UnknownRole, BuiltIn, ExceedsOwnPermissions
 */
export function unassignRole(
  facts: MemberFacts,
  ids: MemberIds,
  reference: string,
  { authority, userId }: Assigner,
): MembershipEvent[] {
  requireMember(facts);
  const role = requireAssignable(roleSetIn(facts), reference);
  if (ids.userId !== userId) {
    requireAuthorityOver(facts, authority);
    requireWithinAuthority(facts, reference, authority);
  }
  return facts.membership.roles.has(role.id) ? [{ type: 'RoleUnassigned', data: named(ids, role) }] : [];
}

/**
 * Verifies that a caller may let an identity provider give these roles, which counts as giving them to every member.
 *
 * @throws UnknownRole, BuiltIn, ExceedsOwnPermissions
 */
export function requireMappable(set: RoleSet, roleIds: readonly string[], authority: Authority): void {
  for (const id of roleIds) requireWithin(authority, permissionsOfRole(set, requireAssignable(set, id)));
}

/** The roles that an identity provider decides about, and those of them that it gives to a member. */
export interface ProviderRoles {
  readonly mapped: readonly string[];
  readonly given: readonly string[];
}

/** Gives a member the roles of an identity provider, and takes the others that it decides about. Retired roles give nothing. */
export function followProviderRoles(
  membership: Membership,
  ids: MemberIds,
  set: RoleSet,
  { mapped, given }: ProviderRoles,
): MembershipEvent[] {
  if (membership.status !== 'active') return [];
  const known = mapped.flatMap((id) => findRole(set, id) ?? []);
  const taken = known.filter(({ id }) => membership.roles.has(id) && !given.includes(id));
  const room = MAX_ROLES_OF_MEMBER - membership.roles.size + taken.length;
  const added = known.filter(({ id }) => given.includes(id) && !membership.roles.has(id)).slice(0, room);
  return [
    ...taken.map((role) => ({ type: 'RoleUnassigned', data: named(ids, role) }) as const),
    ...added.map((role) => ({ type: 'RoleAssigned', data: named(ids, role) }) as const),
  ];
}

function requireWithinAuthority(facts: MemberFacts, reference: string, authority: Authority): Role {
  const set = roleSetIn(facts);
  const role = requireAssignable(set, reference);
  requireWithin(authority, permissionsOfRole(set, role));
  return role;
}

function named({ organizationId, userId }: MemberIds, { id }: Role) {
  return { organization_id: organizationId, user_id: userId, role_id: id };
}
