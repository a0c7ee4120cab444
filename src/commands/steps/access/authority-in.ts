import { permissionsIn } from '../../../domain/organization/access.js';
import type { MemberFacts } from '../../../domain/organization/access.js';
import type { Membership, MemberIds } from '../../../domain/organization/membership.js';
import type { Authority } from '../../../domain/roles/escalation.js';
import type { HeldRoles } from '../../../domain/roles/holders.js';
import type { User } from '../../../domain/user/user.js';
import { factsOf, memberStreams } from '../../../eventstore/folding/load-member.js';
import type { MemberStates } from '../../../eventstore/folding/load-member.js';
import { withinCredential } from './authority.js';
import type { RoleManager } from './authority.js';

/** State that decides about a member, and about the caller that changes the member. */
interface ManagedStates extends MemberStates {
  readonly callerUser: User;
  readonly callerHeld: HeldRoles;
  readonly callerMembership: Membership;
}

/** Returns the streams of that state. A caller without a person adds none. */
export function managedStreams(ids: MemberIds, { person }: RoleManager) {
  const caller = memberStreams({ ...ids, userId: person ?? ids.userId });
  return {
    callerUser: caller.user,
    callerHeld: caller.held,
    callerMembership: caller.membership,
    // The membership comes last, because its events complete a command.
    ...memberStreams(ids),
  };
}

/** Returns the permissions that the caller of a change of a member may use and pass on. */
export function authorityOver(
  { callerUser, callerHeld, callerMembership, ...states }: ManagedStates,
  manager: RoleManager,
): Authority {
  const caller = { ...states, user: callerUser, held: callerHeld, membership: callerMembership };
  return authorityIn(factsOf(caller), manager);
}

/** @param own the state that decides about the permissions of the person behind the caller */
export function authorityIn(own: MemberFacts, manager: RoleManager): Authority {
  return manager.person === null ? manager.authority : withinCredential(permissionsIn(own), manager);
}
