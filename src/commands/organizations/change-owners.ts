import {
  addOwner as decideAddition,
  removeOwner as decideRemoval,
} from '../../domain/organization/decisions.js';
import { isActiveMember } from '../../domain/organization/access.js';
import { UnknownMember } from '../../domain/organization/member-decisions.js';
import type { MemberIds } from '../../domain/organization/membership.js';
import type { Cause } from '../../eventstore/codec.js';
import { factsOf, memberStreams } from '../../eventstore/folding/load-member.js';
import type { CommandDependencies } from '../dependencies.js';
import { handleGuarded } from '../handle.js';
import type { ChangedMember } from './change-member.js';

/**
 * Makes an active member an owner.
 *
 * @throws UnknownMember, RoleLimit
 */
export async function addOwner(
  { log }: Pick<CommandDependencies, 'log'>,
  ids: MemberIds,
  cause: Cause,
): Promise<ChangedMember> {
  const { organization, ...others } = memberStreams(ids);
  const { states, position } = await handleGuarded(log, cause, { ...others, organization }, (before) => {
    if (!isActiveMember(factsOf(before))) throw new UnknownMember();
    return { organization: decideAddition(before.organization, ids.userId) };
  });
  return { facts: factsOf(states), position };
}

/**
 * Makes an owner an ordinary member.
 *
 * @throws UnknownOrganization, LastOwner
 */
export async function removeOwner(
  { log }: Pick<CommandDependencies, 'log'>,
  ids: MemberIds,
  cause: Cause,
): Promise<ChangedMember> {
  const { organization, ...others } = memberStreams(ids);
  const { states, position } = await handleGuarded(log, cause, { ...others, organization }, (before) => ({
    organization: decideRemoval(before.organization, ids.userId),
  }));
  return { facts: factsOf(states), position };
}
