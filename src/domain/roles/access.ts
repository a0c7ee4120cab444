import { ALL_PERMISSIONS } from '../permissions.js';
import { canSignIn } from '../user/decisions.js';
import type { User } from '../user/user.js';
import type { Administrators, HeldRoles } from './holders.js';
import { ADMINISTRATOR } from './role-set.js';
import type { Role, RoleSet } from './role-set.js';

/** The state that decides about the permissions of one person. */
export interface AccessFacts {
  readonly user: User;
  readonly administrators: Administrators;
  readonly held: HeldRoles;
  readonly roles: RoleSet;
}

/** The permissions of each role, by set. A set never changes: an event makes a new one. */
const compiled = new WeakMap<RoleSet, Map<string, ReadonlySet<string>>>();

/** Returns the permissions that a role gives, with those of the roles that it inherits. Each exists. */
export function permissionsOfRole(set: RoleSet, role: Role): ReadonlySet<string> {
  const known = compiled.get(set) ?? new Map<string, ReadonlySet<string>>();
  compiled.set(set, known);
  const found = known.get(role.id);
  if (found !== undefined) return found;
  const permissions = role === ADMINISTRATOR ? everyPermission(set) : unionOf(set, role);
  known.set(role.id, permissions);
  return permissions;
}

/** Returns the roles of a person: none while the account is closed or not verified. */
export function rolesOf(facts: AccessFacts): Role[] {
  return canSignIn(facts.user) ? assignedRoles(facts) : [];
}

function assignedRoles({ user, administrators, held, roles }: AccessFacts): Role[] {
  const given = [...held].flatMap((id) => roles.roles.get(id) ?? []);
  return administrators.users.has(user.id) ? [ADMINISTRATOR, ...given] : given;
}

/** Returns the permissions of a person. */
export function permissionsOf(facts: AccessFacts): ReadonlySet<string> {
  return permissionsOfRoles(facts.roles, rolesOf(facts));
}

/**
 * Returns the permissions of a person whose account is open, and those that a closed account would have again. A weaker caller
 * must not open it.
 */
export function assignedPermissionsOf(facts: AccessFacts): ReadonlySet<string> {
  return permissionsOfRoles(facts.roles, assignedRoles(facts));
}

function permissionsOfRoles(set: RoleSet, roles: readonly Role[]): ReadonlySet<string> {
  const sets = roles.map((role) => permissionsOfRole(set, role));
  const [only] = sets;
  return sets.length === 1 && only !== undefined ? only : new Set(sets.flatMap((set) => [...set]));
}

/**
 * Returns the shortest reason for which a person has a permission: the keys of the roles that lead to it, each inherited by
 * the one before, and the permission itself. It is empty for a permission that the person lacks.
 */
export function reasonFor(facts: AccessFacts, permission: string): string[] {
  const paths = rolesOf(facts).map((role) => pathTo(facts.roles, role, permission));
  const [shortest] = paths.filter((path) => path.length > 0).sort((a, b) => a.length - b.length);
  return shortest ?? [];
}

/** Tells whether a permission exists: of this service, or defined for an app. */
export function isKnownPermission({ permissions }: RoleSet, key: string): boolean {
  return permissions.has(key) || ALL_PERMISSIONS.some((known) => known === key);
}

/** Returns a role and the roles that it inherits, nearest first, each with the role that leads to it. */
function ancestry({ roles }: RoleSet, role: Role): Map<Role, Role | null> {
  const found = new Map<Role, Role | null>([[role, null]]);
  // The map grows while it is read.
  for (const [next] of found)
    for (const id of next.inherits) {
      const parent = roles.get(id);
      if (parent !== undefined && !found.has(parent)) found.set(parent, next);
    }
  return found;
}

function everyPermission({ permissions }: RoleSet): ReadonlySet<string> {
  return new Set([...ALL_PERMISSIONS, ...permissions.keys()]);
}

function unionOf(set: RoleSet, role: Role): ReadonlySet<string> {
  const all = [...ancestry(set, role).keys()].flatMap(({ permissions }) => permissions);
  return new Set(all.filter((permission) => isKnownPermission(set, permission)));
}

function pathTo(set: RoleSet, role: Role, permission: string): string[] {
  if (!permissionsOfRole(set, role).has(permission)) return [];
  if (role === ADMINISTRATOR) return [role.key, permission];
  const ancestors = ancestry(set, role);
  const path = [permission];
  let step = [...ancestors.keys()].find(({ permissions }) => permissions.includes(permission)) ?? null;
  for (; step !== null; step = ancestors.get(step) ?? null) path.unshift(step.key);
  return path;
}
