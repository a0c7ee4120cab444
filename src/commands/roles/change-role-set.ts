import type { Authority } from '../../domain/roles/escalation.js';
import type { RoleSetEvent } from '../../domain/roles/events.js';
import { globalRoles } from '../../domain/roles/role-set.js';
import type { RoleSet } from '../../domain/roles/role-set.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';
import { authorityOf } from './authority.js';
import type { RoleManager } from './authority.js';

/** The roles after a command. */
export interface ChangedRoleSet {
  readonly set: RoleSet;
  readonly position: Position | null;
}

/** Carries out a decision about the roles of the service. */
export async function changeRoleSet(
  { log }: Pick<CommandDependencies, 'log'>,
  manager: RoleManager,
  cause: Cause,
  decide: (set: RoleSet, authority: Authority) => readonly RoleSetEvent[],
): Promise<ChangedRoleSet> {
  const authority = await authorityOf({ log }, manager);
  const { states, position } = await handle(log, cause, { set: globalRoles }, ({ set }) => ({
    set: decide(set, authority),
  }));
  return { set: states.set, position };
}
