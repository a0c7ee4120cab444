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
  /** The permissions of its credential. */
  readonly authority: Authority;
}

/**
 * Reads the permissions that a caller may pass on. Those of a person come from the log, because a cache may lag behind a
 * withdrawal.
 */
export async function assignerOf(
  { log }: Pick<CommandDependencies, 'log'>,
  { userId, authority }: RoleManager,
): Promise<Assigner> {
  if (userId === null) return { userId, authority };
  return { userId, authority: permissionsOf(await loadAccess(log, userId)) };
}

/** Reads the permissions that a caller may pass on. */
export async function authorityOf(
  dependencies: Pick<CommandDependencies, 'log'>,
  manager: RoleManager,
): Promise<Authority> {
  return (await assignerOf(dependencies, manager)).authority;
}
