import { removeAdministrator, withdrawRole as decide } from '../../domain/roles/holder-decisions.js';
import { requireRole } from '../../domain/roles/role-decisions.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handleGuarded } from '../handle.js';
import { administratorAccounts, openAdministrators } from '../steps/access/administrator-accounts.js';
import { assignerOf, assignmentStreams } from '../steps/access/authority.js';
import type { RoleManager } from '../steps/access/authority.js';
import { isAdministrator } from './grant-role.js';
import type { Assignment } from './grant-role.js';

/**
 * Takes a role from a person, who loses its permissions at once. A repeat changes nothing.
 *
 * @throws UnknownRole, ExceedsOwnPermissions, LastAdministrator
 */
export async function withdrawRole(
  { log }: Pick<CommandDependencies, 'log'>,
  { userId, role: reference, reason }: Assignment,
  manager: RoleManager,
  cause: Cause,
): Promise<Position | null> {
  const { administrators, held, ...others } = assignmentStreams(userId, manager);
  if (isAdministrator(reference)) {
    const accounts = await administratorAccounts({ log });
    const streams = { ...others, ...accounts, held, administrators };
    const { position } = await handleGuarded(log, cause, streams, (facts) => ({
      administrators: removeAdministrator(
        facts,
        openAdministrators(facts),
        reason,
        assignerOf(facts, manager),
      ),
    }));
    return position;
  }
  const { position } = await handleGuarded(log, cause, { ...others, administrators, held }, (facts) => ({
    held: decide(facts, requireRole(facts.roles, reference), reason, assignerOf(facts, manager)),
  }));
  return position;
}
