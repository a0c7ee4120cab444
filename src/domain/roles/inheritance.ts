import { DomainError } from '../domain-error.js';
import { permissionsOfRole } from './access.js';
import { findRole } from './role-set.js';
import type { Role, RoleProperties, RoleSet } from './role-set.js';

/** A role would inherit itself. */
export class RoleCycle extends DomainError {
  readonly code = 'role_cycle';
}
/** A role cannot inherit a role that does not exist. */
export class UnknownParent extends DomainError {
  readonly code = 'unknown_parent';
}

/**
 * Returns the properties with the ids of the roles to inherit, which a request may name by their keys.
 *
 * @throws UnknownParent
 */
export function withParentIds(set: RoleSet, properties: RoleProperties): RoleProperties {
  const ids = properties.inherits.map((reference) => findRole(set, reference)?.id ?? null);
  if (ids.includes(null)) throw new UnknownParent();
  return { ...properties, inherits: [...new Set(ids.filter((id) => id !== null))] };
}

/**
 * Returns the number of roles in the longest chain of inheritance, from a role to the last one that it inherits.
 *
 * @throws RoleCycle
 */
export function longestInheritance(set: RoleSet): number {
  const known = new Map<string, number>();
  return Math.max(0, ...[...set.roles.values()].map((role) => depthOf(set, role, known)));
}

/**
 * Returns the length of the longest chain of inheritance from a role.
 *
 * @param known the lengths from other roles; 0 marks a role on the way
 * @throws RoleCycle
 */
function depthOf(set: RoleSet, role: Role, known: Map<string, number>): number {
  const found = known.get(role.id);
  if (found === 0) throw new RoleCycle();
  if (found !== undefined) return found;
  known.set(role.id, 0);
  const parents = role.inherits.flatMap((id) => set.roles.get(id) ?? []);
  const depth = 1 + Math.max(0, ...parents.map((parent) => depthOf(set, parent, known)));
  known.set(role.id, depth);
  return depth;
}

/** Returns the permissions of a role and of every role that inherits it. */
export function permissionsTouchedBy(set: RoleSet, role: Role): Set<string> {
  const heirs = new Set([role.id]);
  for (let size = 0; size < heirs.size;) {
    size = heirs.size;
    for (const { id, inherits } of set.roles.values())
      if (inherits.some((parent) => heirs.has(parent))) heirs.add(id);
  }
  const roles = [...heirs].flatMap((id) => set.roles.get(id) ?? []);
  return new Set(roles.flatMap((heir) => [...permissionsOfRole(set, heir)]));
}
