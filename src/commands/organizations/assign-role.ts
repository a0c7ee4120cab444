import {
  assignRole as decideAssignment,
  unassignRole as decideRemoval,
} from '../../domain/organization/role-assignment.js';
import type { MemberIds } from '../../domain/organization/membership.js';
import type { Cause } from '../../eventstore/codec.js';
import { factsOf } from '../../eventstore/folding/load-member.js';
import type { CommandDependencies } from '../dependencies.js';
import { handleGuarded } from '../handle.js';
import type { RoleManager } from '../steps/access/authority.js';
import { authorityOver, managedStreams } from '../steps/access/authority-in.js';
import type { ChangedMember } from './change-member.js';

/** Role of a member, as a request names it. */
export interface MemberRole extends MemberIds {
  /** Id or key of the role. */
  readonly role: string;
}

/**
 * Gives a role of an organisation to a member. A repeat changes nothing.
 *
 * @throws UnknownOrganization, UnknownMember, UnknownUser, UnknownRole, BuiltIn, ExceedsOwnPermissions, RoleLimit
 */
export async function assignRole(
  dependencies: Pick<CommandDependencies, 'log'>,
  role: MemberRole,
  manager: RoleManager,
  cause: Cause,
): Promise<ChangedMember> {
  return await change(dependencies, role, manager, cause, decideAssignment);
}

/**
 * Takes a role of an organisation from a member, who loses its permissions at once. A repeat changes nothing.
 *
 * @throws UnknownOrganization, UnknownMember, UnknownRole, BuiltIn, ExceedsOwnPermissions
 */
export async function unassignRole(
  dependencies: Pick<CommandDependencies, 'log'>,
  role: MemberRole,
  manager: RoleManager,
  cause: Cause,
): Promise<ChangedMember> {
  return await change(dependencies, role, manager, cause, decideRemoval);
}

async function change(
  { log }: Pick<CommandDependencies, 'log'>,
  { role, ...ids }: MemberRole,
  manager: RoleManager,
  cause: Cause,
  decide: typeof decideAssignment,
): Promise<ChangedMember> {
  const { states, position } = await handleGuarded(log, cause, managedStreams(ids, manager), (before) => ({
    membership: decide(factsOf(before), ids, role, { ...manager, authority: authorityOver(before, manager) }),
  }));
  return { facts: factsOf(states), position };
}
