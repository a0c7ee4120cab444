import { requireFounded } from '../../domain/organization/decisions.js';
import { startMembership } from '../../domain/organization/member-decisions.js';
import type { MemberIds } from '../../domain/organization/membership.js';
import { canSignIn, UnknownUser } from '../../domain/user/decisions.js';
import type { Cause } from '../../eventstore/codec.js';
import { factsOf, memberStreams } from '../../eventstore/folding/load-member.js';
import type { CommandDependencies } from '../dependencies.js';
import { handleGuarded } from '../handle.js';
import type { ChangedMember } from './change-member.js';

/**
 * Makes a person a member without an invitation, as for an import.
 *
 * @throws UnknownOrganization, AlreadyMember
 * @throws UnknownUser the account is closed or not verified
 */
export async function addMember(
  { log }: Pick<CommandDependencies, 'log'>,
  ids: MemberIds,
  cause: Cause,
): Promise<ChangedMember> {
  const admission = { ...ids, roleIds: [], via: 'administrator', viaId: null } as const;
  const { states, position } = await handleGuarded(log, cause, memberStreams(ids), (before) => {
    requireFounded(before.organization);
    if (!canSignIn(before.user)) throw new UnknownUser();
    return { membership: startMembership(before.membership, admission) };
  });
  return { facts: factsOf(states), position };
}
