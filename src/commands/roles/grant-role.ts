import { addAdministrator, grantRole as decide } from '../../domain/roles/holder-decisions.js';
import { requireRole } from '../../domain/roles/role-decisions.js';
import { ADMINISTRATOR } from '../../domain/roles/role-set.js';
import type { UserId } from '../../domain/ids.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handleGuarded } from '../handle.js';
import { assignerOf, assignmentStreams } from '../steps/access/authority.js';
import type { RoleManager } from '../steps/access/authority.js';

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
  const { administrators, held, ...others } = assignmentStreams(userId, manager);
  if (isAdministrator(reference)) {
    const { position } = await handleGuarded(log, cause, { ...others, held, administrators }, (facts) => ({
      administrators: addAdministrator(facts, reason, assignerOf(facts, manager)),
    }));
    return position;
  }
  const { position } = await handleGuarded(log, cause, { ...others, administrators, held }, (facts) => ({
    held: decide(facts, requireRole(facts.roles, reference), reason, assignerOf(facts, manager)),
  }));
  return position;
}

/** Tells whether a request names the built-in role of administrators. */
export function isAdministrator(reference: string): boolean {
  return reference === ADMINISTRATOR.id || reference === ADMINISTRATOR.key;
}
