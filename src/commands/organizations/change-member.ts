import {
  endMembership,
  leave,
  requireAuthorityOver,
  resumeMember,
  signOutMember,
  suspendMember,
} from '../../domain/organization/member-decisions.js';
import type { MemberChange } from '../../domain/organization/member-decisions.js';
import type { MemberFacts } from '../../domain/organization/access.js';
import type { MemberIds } from '../../domain/organization/membership.js';
import type { Cause } from '../../eventstore/codec.js';
import { factsOf, memberStreams } from '../../eventstore/folding/load-member.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle, handleGuarded } from '../handle.js';
import type { RoleManager } from '../steps/access/authority.js';
import { authorityOver, managedStreams } from '../steps/access/authority-in.js';

/** A member after a command. */
export interface ChangedMember {
  readonly facts: MemberFacts;
  readonly position: Position | null;
}

/** The changes of a member by another member or a service. */
export type MemberAction = 'suspend' | 'resume' | 'sign-out' | 'remove';

const DECISIONS: Readonly<
  Record<MemberAction, (facts: MemberFacts, ids: MemberIds, reason: string | null) => MemberChange>
> = {
  suspend: suspendMember,
  resume: (facts, ids, reason) => ({ membership: resumeMember(facts, ids, reason) }),
  'sign-out': (_, ids) => ({ membership: signOutMember(ids) }),
  remove: (facts, ids) => endMembership(facts, ids, 'removed'),
};

/**
 * Suspends, resumes, signs out or removes a member. The tokens of the member for the organisation are refused within a second,
 * except after a resumption.
 *
 * @throws UnknownOrganization, UnknownMember, ExceedsOwnPermissions, LastOwner
 */
export async function changeMember(
  { log }: Pick<CommandDependencies, 'log'>,
  action: MemberAction,
  { reason, ...ids }: MemberIds & { readonly reason: string | null },
  manager: RoleManager,
  cause: Cause,
): Promise<ChangedMember> {
  const { states, position } = await handleGuarded(log, cause, managedStreams(ids, manager), (before) => {
    const facts = factsOf(before);
    requireAuthorityOver(facts, authorityOver(before, manager));
    return DECISIONS[action](facts, ids, reason);
  });
  return { facts: factsOf(states), position };
}

/**
 * Ends the own membership.
 *
 * @throws UnknownOrganization, LastOwner
 */
export async function leaveOrganization(
  { log }: Pick<CommandDependencies, 'log'>,
  ids: MemberIds,
  cause: Cause,
): Promise<Position | null> {
  const { position } = await handle(log, cause, memberStreams(ids), (before) => leave(factsOf(before), ids));
  return position;
}
