import { DomainError } from '../domain-error.js';
import type { UserId } from '../ids.js';
import { canSignIn, requireRegistered, UnknownUser } from '../user/decisions.js';
import type { User } from '../user/user.js';
import { assignedPermissionsOf, permissionsOfRole } from './access.js';
import type { AccessFacts } from './access.js';
import { ExceedsOwnPermissions, requireWithin } from './escalation.js';
import type { Authority } from './escalation.js';
import type { AdministratorEvent, HeldRoleEvent } from './events.js';
import type { Administrators } from './holders.js';
import { RoleLimit } from './role-decisions.js';
import { ADMINISTRATOR } from './role-set.js';
import type { Role } from './role-set.js';

/** The secret is wrong, or an administrator exists already. The client does not learn which. */
export class InvalidBootstrapSecret extends DomainError {
  readonly code = 'invalid_bootstrap_secret';
}
/** Nobody else could undo the change. */
export class LastAdministrator extends DomainError {
  readonly code = 'last_administrator';
}

/** The caller that gives or takes a role. */
export interface Assigner {
  readonly authority: Authority;
  /** The caller, if it is a person. */
  readonly userId: UserId | null;
  /** The person behind the caller: the caller, or the owner of its API key. */
  readonly person: UserId | null;
}

const MAX_ADMINISTRATORS = 50;
const MAX_ROLES_OF_PERSON = 50;

/**
 * Makes a person the first administrator.
 *
 * @throws InvalidBootstrapSecret there was one before
 * @throws UnknownUser the account is closed or not verified
 */
export function bootstrap({ begun }: Administrators, user: User): AdministratorEvent[] {
  if (begun) throw new InvalidBootstrapSecret();
  if (!canSignIn(user)) throw new UnknownUser();
  return [{ type: 'AdministratorBootstrapped', data: { user_id: user.id } }];
}

/**
 * Gives a role to a person. The caller needs the permissions of the role and of the person. It is not that person,
 * and no API key of that person.
 *
 * @throws UnknownUser, ExceedsOwnPermissions, RoleLimit
 */
export function grantRole(
  facts: AccessFacts,
  role: Role,
  reason: string | null,
  assigner: Assigner,
): HeldRoleEvent[] {
  const { id } = requireRegistered(facts.user);
  requireStronger(facts, role, assigner);
  if (id === assigner.person) throw new ExceedsOwnPermissions();
  if (facts.held.has(role.id)) return [];
  const existing = [...facts.held].filter((held) => facts.roles.roles.has(held));
  if (existing.length >= MAX_ROLES_OF_PERSON) throw new RoleLimit();
  return [{ type: 'GlobalRoleGranted', data: { user_id: id, role_id: role.id, reason } }];
}

/**
 * Takes a role from a person, who may be the caller.
 *
 * @throws ExceedsOwnPermissions
 */
export function withdrawRole(
  facts: AccessFacts,
  role: Role,
  reason: string | null,
  assigner: Assigner,
): HeldRoleEvent[] {
  const { id } = facts.user;
  if (id !== assigner.userId) requireStronger(facts, role, assigner);
  if (!facts.held.has(role.id)) return [];
  return [{ type: 'GlobalRoleWithdrawn', data: { user_id: id, role_id: role.id, reason } }];
}

/**
 * Makes a person an administrator.
 *
 * @throws UnknownUser, ExceedsOwnPermissions, RoleLimit
 */
export function addAdministrator(
  facts: AccessFacts,
  reason: string | null,
  assigner: Assigner,
): AdministratorEvent[] {
  const { id } = requireRegistered(facts.user);
  requireStronger(facts, ADMINISTRATOR, assigner);
  const { users } = facts.administrators;
  if (users.has(id)) return [];
  if (id === assigner.person) throw new ExceedsOwnPermissions();
  if (users.size >= MAX_ADMINISTRATORS) throw new RoleLimit();
  return [{ type: 'AdministratorAdded', data: { user_id: id, reason } }];
}

/**
 * Ends the role of an administrator, who may be the caller.
 *
 * @param open the administrators whose accounts are open
 * @throws ExceedsOwnPermissions
 * @throws LastAdministrator no other administrator could sign in
 */
export function removeAdministrator(
  facts: AccessFacts,
  open: readonly UserId[],
  reason: string | null,
  assigner: Assigner,
): AdministratorEvent[] {
  const { users } = facts.administrators;
  const { id } = facts.user;
  if (id !== assigner.userId) requireStronger(facts, ADMINISTRATOR, assigner);
  if (!users.has(id)) return [];
  requireOtherAdministrator(id, open);
  return [{ type: 'AdministratorRemoved', data: { user_id: id, reason } }];
}

/**
 * Verifies that an administrator is not the last one.
 *
 * @param open the administrators whose accounts are open
 * @throws LastAdministrator no other administrator could sign in
 */
export function requireOtherAdministrator(id: UserId, open: readonly UserId[]): void {
  if (!open.some((other) => other !== id)) throw new LastAdministrator();
}

/** @throws ExceedsOwnPermissions */
function requireStronger(facts: AccessFacts, role: Role, { authority }: Assigner): void {
  requireWithin(authority, permissionsOfRole(facts.roles, role));
  requireWithin(authority, assignedPermissionsOf(facts));
}
