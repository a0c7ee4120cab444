import { addAdministrator, grantRole as decide } from '../../domain/roles/holder-decisions.js';
import { requireRole } from '../../domain/roles/role-decisions.js';
import { ADMINISTRATOR } from '../../domain/roles/role-set.js';
import type { UserId } from '../../domain/ids.js';
import type { Cause } from '../../eventstore/codec.js';
import { accessStreams } from '../../eventstore/folding/load-access.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';
import { assignerOf } from './authority.js';
import type { RoleManager } from './authority.js';

/** Role of a person, as a request names it. */
export interface Assignment {
  readonly userId: UserId;
  /** Id or key of the role. */
  readonly role: string;
  readonly reason: string | null;
}

/**
 * Gives a role to a person. A repeat changes nothing.
 *
 * @throws UnknownUser, UnknownRole, ExceedsOwnPermissions, RoleLimit
 */
export async function grantRole(
  { log }: Pick<CommandDependencies, 'log'>,
  { userId, role: reference, reason }: Assignment,
  manager: RoleManager,
  cause: Cause,
): Promise<Position | null> {
  const assigner = await assignerOf({ log }, manager);
  const { user, roles, administrators, held } = accessStreams(userId);
  if (isAdministrator(reference)) {
    const { position } = await handle(log, cause, { user, roles, held, administrators }, (facts) => ({
      administrators: addAdministrator(facts, reason, assigner),
    }));
    return position;
  }
  const { position } = await handle(log, cause, { user, roles, administrators, held }, (facts) => ({
    held: decide(facts, requireRole(facts.roles, reference), reason, assigner),
  }));
  return position;
}

/** Tells whether a request names the built-in role of administrators. */
export function isAdministrator(reference: string): boolean {
  return reference === ADMINISTRATOR.id || reference === ADMINISTRATOR.key;
}
