import { permissionsOf } from '../../domain/roles/access.js';
import type { Authority } from '../../domain/roles/escalation.js';
import type { Assigner } from '../../domain/roles/holder-decisions.js';
import type { UserId } from '../../domain/ids.js';
import { loadAccess } from '../../eventstore/folding/load-access.js';
import type { CommandDependencies } from '../dependencies.js';

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
 * Reads the permissions that a caller may pass on. Those of a person come from the log, because a cache may lag behind a
 * withdrawal.
 */
export async function assignerOf(
  { log }: Pick<CommandDependencies, 'log'>,
  { userId, person, authority }: RoleManager,
): Promise<Assigner> {
  if (person === null) return { userId, person, authority };
  const permissions = permissionsOf(await loadAccess(log, person));
  return { userId, person, authority: withinCredential(permissions, { userId, authority }) };
}

/** Returns the permissions of a person that its credential may use. A key has fewer than its owner. */
export function withinCredential(
  permissions: ReadonlySet<string>,
  { userId, authority }: Pick<RoleManager, 'userId' | 'authority'>,
): ReadonlySet<string> {
  return userId === null && authority !== 'everything' ? common(permissions, authority) : permissions;
}

/** Reads the permissions that a caller may pass on. */
export async function authorityOf(
  dependencies: Pick<CommandDependencies, 'log'>,
  manager: RoleManager,
): Promise<Authority> {
  return (await assignerOf(dependencies, manager)).authority;
}

function common(some: ReadonlySet<string>, others: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...some].filter((permission) => others.has(permission)));
}
