import { canSignIn, UnknownUser } from '../user/decisions.js';
import { permissionsOfRole } from '../roles/access.js';
import { ExceedsOwnPermissions, requireWithin } from '../roles/escalation.js';
import type { Authority } from '../roles/escalation.js';
import type { Assigner } from '../roles/holder-decisions.js';
import { MEMBER, OWNER } from '../roles/organization-roles.js';
import { BuiltIn, requireRole, RoleLimit } from '../roles/role-decisions.js';
import type { Role, RoleSet } from '../roles/role-set.js';
import { roleSetIn } from './access.js';
import type { MemberFacts } from './access.js';
import type { MembershipEvent } from './events.js';
import { requireAuthorityOver, requireMember } from './member-decisions.js';
import type { MemberIds } from './membership.js';

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

function requireWithinAuthority(facts: MemberFacts, reference: string, authority: Authority): Role {
  const set = roleSetIn(facts);
  const role = requireAssignable(set, reference);
  requireWithin(authority, permissionsOfRole(set, role));
  return role;
}

function named({ organizationId, userId }: MemberIds, { id }: Role) {
  return { organization_id: organizationId, user_id: userId, role_id: id };
}
