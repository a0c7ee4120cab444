import { removeErasedOwner } from '../../domain/organization/decisions.js';
import { endErasedMembership } from '../../domain/organization/member-decisions.js';
import { membershipAt } from '../../domain/organization/membership.js';
import type { MemberIds } from '../../domain/organization/membership.js';
import { organizationAt } from '../../domain/organization/organization.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

/** Ends the membership of an erased person. It may leave the organisation without an owner. */
export async function endErasedMembershipOf(
  { log }: Pick<CommandDependencies, 'log'>,
  ids: MemberIds,
  cause: Cause,
): Promise<void> {
  const streams = { organization: organizationAt(ids.organizationId), membership: membershipAt(ids) };
  await handle(log, cause, streams, ({ organization, membership }) => ({
    organization: removeErasedOwner(organization, ids.userId),
    membership: endErasedMembership(membership, ids),
  }));
}
