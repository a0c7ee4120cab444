import { permissionsOf } from '../../../domain/roles/access.js';
import type { AccessFacts } from '../../../domain/roles/access.js';
import type { Authority } from '../../../domain/roles/escalation.js';
import type { Assigner } from '../../../domain/roles/holder-decisions.js';
import type { HeldRoles } from '../../../domain/roles/holders.js';
import type { UserId } from '../../../domain/ids.js';
import type { User } from '../../../domain/user/user.js';
import { accessStreams, loadAccess } from '../../../eventstore/folding/load-access.js';
import type { CommandDependencies } from '../../dependencies.js';

/** The caller that manages roles. */
export interface RoleManager {
  /** The caller, if it is a person. */
  readonly userId: UserId | null;
  /** The person behind the caller: the caller, or the owner of its API key. */
  readonly person: UserId | null;
  /** The permissions of its credential. */
  readonly authority: Authority;
}

/**
 * Returns the caller with the permissions that it may pass on. Those of a person come from the log, because a cache may lag
 * behind a withdrawal.
 *
 * @param own the state that decides about the permissions of the person behind the caller
 */
export function assignerIn(own: AccessFacts, { userId, person, authority }: RoleManager): Assigner {
  if (person === null) return { userId, person, authority };
  return { userId, person, authority: withinCredential(permissionsOf(own), { userId, authority }) };
}

/** Returns the permissions of a person that its credential may use. A key has fewer than its owner. */
export function withinCredential(
  permissions: ReadonlySet<string>,
  { userId, authority }: Pick<RoleManager, 'userId' | 'authority'>,
): ReadonlySet<string> {
  return userId === null && authority !== 'everything' ? common(permissions, authority) : permissions;
}

/** State that decides about the caller and about the person whose roles it changes. */
interface AssignmentFacts extends AccessFacts {
  readonly callerUser: User;
  readonly callerHeld: HeldRoles;
}

/** Returns the streams of that state. A caller without a person adds none. */
export function assignmentStreams(userId: UserId, { person }: Pick<RoleManager, 'person'>) {
  const caller = accessStreams(person ?? userId);
  return { ...accessStreams(userId), callerUser: caller.user, callerHeld: caller.held };
}

/** Returns the state that decides about the caller. */
export function callerFacts({ callerUser, callerHeld, ...facts }: AssignmentFacts): AccessFacts {
  return { ...facts, user: callerUser, held: callerHeld };
}

/** Returns the caller of a change of roles with the permissions that it may pass on. */
export function assignerOf(facts: AssignmentFacts, manager: RoleManager): Assigner {
  return assignerIn(callerFacts(facts), manager);
}

/** Reads the permissions that a caller may pass on. */
export async function authorityOf(
  { log }: Pick<CommandDependencies, 'log'>,
  manager: RoleManager,
): Promise<Authority> {
  if (manager.person === null) return manager.authority;
  return assignerIn(await loadAccess(log, manager.person), manager).authority;
}

function common(some: ReadonlySet<string>, others: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...some].filter((permission) => others.has(permission)));
}
