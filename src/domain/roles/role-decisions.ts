import { DomainError } from '../domain-error.js';
import { isKnownPermission, permissionsOfRole } from './access.js';
import { requireWithin } from './escalation.js';
import type { Authority } from './escalation.js';
import type { RoleSetEvent } from './events.js';
import { longestInheritance, permissionsTouchedBy, UnknownParent, withParentIds } from './inheritance.js';
import { RevisionMismatch } from '../user/decisions.js';
import { ADMINISTRATOR, findRole, scopeOf } from './role-set.js';
import type { Role, RoleProperties, RoleSet } from './role-set.js';

/** The role does not exist, or is retired. */
export class UnknownRole extends DomainError {
  readonly code = 'unknown_role';
}
/** Another role has the key. */
export class RoleExists extends DomainError {
  readonly code = 'role_exists';
}
export class UnknownPermission extends DomainError {
  readonly code = 'unknown_permission';
}
/** The built-in roles and permissions are part of the release. */
export class BuiltIn extends DomainError {
  readonly code = 'built_in';
}
/** Too many roles or permissions, or an inheritance that is too deep. */
export class RoleLimit extends DomainError {
  readonly code = 'role_limit';
}

/** A role as a request names it. */
export interface RoleReference {
  /** The id or the key. */
  readonly reference: string;
  /** The revision that the caller expects; null: any. */
  readonly revision: number | null;
}

const MAX_ROLES = 200;
const MAX_PERMISSIONS = 500;
/** Roles in a chain of inheritance. */
const MAX_DEPTH = 10;

/**
 * Defines a role whose permissions the caller has.
 *
 * @throws RoleExists, UnknownPermission, UnknownParent, RoleLimit, ExceedsOwnPermissions
 */
export function defineRole(
  set: RoleSet,
  { id, key }: Pick<Role, 'id' | 'key'>,
  properties: RoleProperties,
  authority: Authority,
): RoleSetEvent[] {
  if (set.roles.has(id)) return [];
  if (findRole(set, key) !== undefined) throw new RoleExists();
  if (set.roles.size >= MAX_ROLES) throw new RoleLimit();
  const role = { ...withParentIds(set, properties), id, key, revision: 0 };
  requireWithin(authority, permissionsOfRole(checked(set, role), role));
  return [{ type: 'RoleDefined', data: recorded(role) }];
}

/**
 * Changes a role. The caller needs every permission that it gives before and after the change, and those of the roles that
 * inherit it: an ancestor of a stronger role is as strong as that role.
 *
 * @throws UnknownRole, RevisionMismatch, BuiltIn, UnknownPermission, UnknownParent, RoleCycle, RoleLimit, ExceedsOwnPermissions
 */
export function changeRole(
  set: RoleSet,
  { reference, revision }: RoleReference,
  properties: RoleProperties,
  authority: Authority,
): RoleSetEvent[] {
  const role = atRevision(requireOwnRole(set, reference), revision);
  const changed = { ...role, ...withParentIds(set, properties) };
  const after = checked(set, changed);
  requireWithin(authority, permissionsTouchedBy(set, role));
  requireWithin(authority, permissionsTouchedBy(after, changed));
  const isSame = JSON.stringify(recorded(role)) === JSON.stringify(recorded(changed));
  return isSame ? [] : [{ type: 'RoleChanged', data: recorded(changed) }];
}

/**
 * Retires a role for good.
 *
 * @throws UnknownRole, RevisionMismatch, BuiltIn, ExceedsOwnPermissions
 */
export function retireRole(
  set: RoleSet,
  { reference, revision }: RoleReference,
  authority: Authority,
): RoleSetEvent[] {
  const role = atRevision(requireOwnRole(set, reference), revision);
  requireWithin(authority, permissionsTouchedBy(set, role));
  return [{ type: 'RoleRetired', data: { role_id: role.id } }];
}

/**
 * Defines a permission of an app, or replaces its description.
 *
 * @throws BuiltIn, RoleLimit
 */
export function definePermission(set: RoleSet, key: string, description: string): RoleSetEvent[] {
  if (ADMINISTRATOR.permissions.includes(key)) throw new BuiltIn();
  if (!set.permissions.has(key) && set.permissions.size >= MAX_PERMISSIONS) throw new RoleLimit();
  if (set.permissions.get(key) === description) return [];
  return [{ type: 'PermissionDefined', data: { key, description } }];
}

/**
 * Retires a permission of an app. The roles that list it give it no more.
 *
 * @throws BuiltIn, UnknownPermission, ExceedsOwnPermissions
 */
export function retirePermission(set: RoleSet, key: string, authority: Authority): RoleSetEvent[] {
  if (ADMINISTRATOR.permissions.includes(key)) throw new BuiltIn();
  if (!set.permissions.has(key)) throw new UnknownPermission();
  requireWithin(authority, [key]);
  return [{ type: 'PermissionRetired', data: { key } }];
}

/**
 * Returns a role by its id or key.
 *
 * @throws UnknownRole
 */
export function requireRole(set: RoleSet, reference: string): Role {
  const role = findRole(set, reference);
  if (role === undefined) throw new UnknownRole();
  return role;
}

function atRevision(role: Role, revision: number | null): Role {
  if (revision !== null && role.revision !== revision) throw new RevisionMismatch();
  return role;
}

function requireOwnRole(set: RoleSet, reference: string): Role {
  const role = requireRole(set, reference);
  if (scopeOf(set).builtIn.includes(role)) throw new BuiltIn();
  return role;
}

/** Returns the set with a role in it, if the role is valid there. */
function checked(set: RoleSet, role: Role): RoleSet {
  const isKnown = (permission: string) => isKnownPermission(set, permission);
  if (!role.permissions.every(isKnown)) throw new UnknownPermission();
  const after = { ...set, roles: new Map(set.roles).set(role.id, role) };
  if (!role.inherits.every((id) => after.roles.has(id))) throw new UnknownParent();
  if (longestInheritance(after) > MAX_DEPTH) throw new RoleLimit();
  return after;
}

function recorded({ id, key, name, description, permissions, inherits }: Role) {
  return { role_id: id, key, name, description, permissions: [...permissions], inherits: [...inherits] };
}
