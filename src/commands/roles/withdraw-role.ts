import { openAdministrators } from '../../domain/roles/access.js';
import { removeAdministrator, withdrawRole as decide } from '../../domain/roles/holder-decisions.js';
import { administrators as administratorList } from '../../domain/roles/holders.js';
import { requireRole } from '../../domain/roles/role-decisions.js';
import type { UserId } from '../../domain/ids.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import { accessStreams } from '../../eventstore/folding/load-access.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';
import { assignerOf } from './authority.js';
import type { RoleManager } from './authority.js';
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
  const assigner = await assignerOf({ log }, manager);
  const { user, roles, administrators, held } = accessStreams(userId);
  if (isAdministrator(reference)) {
    const open = await findOpenAdministrators({ log });
    const { position } = await handle(log, cause, { user, roles, held, administrators }, (facts) => ({
      administrators: removeAdministrator(facts, open, reason, assigner),
    }));
    return position;
  }
  const { position } = await handle(log, cause, { user, roles, administrators, held }, (facts) => ({
    held: decide(facts, requireRole(facts.roles, reference), reason, assigner),
  }));
  return position;
}

async function findOpenAdministrators({ log }: Pick<CommandDependencies, 'log'>): Promise<UserId[]> {
  const { users } = await loadState(log, administratorList);
  return openAdministrators(await Promise.all([...users].map((id) => loadState(log, userAt(id)))));
}
