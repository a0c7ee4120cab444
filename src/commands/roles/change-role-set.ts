import type { Authority } from '../../domain/roles/escalation.js';
import type { RoleSetEvent } from '../../domain/roles/events.js';
import { globalRoles } from '../../domain/roles/role-set.js';
import type { RoleSet } from '../../domain/roles/role-set.js';
import type { Cause } from '../../eventstore/codec.js';
import { accessStreams } from '../../eventstore/folding/load-access.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle, handleGuarded } from '../handle.js';
import { assignerIn } from '../steps/access/authority.js';
import type { RoleManager } from '../steps/access/authority.js';

/** The roles after a command. */
export interface ChangedRoleSet {
  readonly set: RoleSet;
  readonly position: Position | null;
}

/** Carries out a decision about the roles of the service, while the permissions of the caller stay the same. */
export async function changeRoleSet(
  { log }: Pick<CommandDependencies, 'log'>,
  manager: RoleManager,
  cause: Cause,
  decide: (set: RoleSet, authority: Authority) => readonly RoleSetEvent[],
): Promise<ChangedRoleSet> {
  if (manager.person === null) {
    const { states, position } = await handle(log, cause, { roles: globalRoles }, ({ roles }) => ({
      roles: decide(roles, manager.authority),
    }));
    return { set: states.roles, position };
  }
  const { roles, ...others } = accessStreams(manager.person);
  const { states, position } = await handleGuarded(log, cause, { ...others, roles }, (own) => ({
    roles: decide(own.roles, assignerIn(own, manager).authority),
  }));
  return { set: states.roles, position };
}
