import type { MemberFacts } from '../../domain/organization/access.js';
import { membershipAt } from '../../domain/organization/membership.js';
import type { MemberIds } from '../../domain/organization/membership.js';
import { organizationAt } from '../../domain/organization/organization.js';
import { organizationRoles } from '../../domain/roles/organization-roles.js';
import type { EventLog } from '../event-log.js';
import { accessStreams } from './load-access.js';
import { loadStates } from './load-state.js';

/** The streams of an organisation and of one membership in it. */
export function organizationStreams({ organizationId, userId }: MemberIds) {
  return {
    ownRoles: organizationRoles(organizationId),
    organization: organizationAt(organizationId),
    membership: membershipAt({ organizationId, userId }),
  };
}

/** The streams that decide about the permissions of a person in an organisation. */
export function memberStreams(ids: MemberIds) {
  return { ...accessStreams(ids.userId), ...organizationStreams(ids) };
}

/** The states of those streams. */
export type MemberStates = MemberFacts['person'] & Omit<MemberFacts, 'person'>;

/** Returns the facts about a member from the states of its streams. */
export function factsOf({ user, held, administrators, roles, ...rest }: MemberStates): MemberFacts {
  const { ownRoles, organization, membership } = rest;
  return { person: { user, held, administrators, roles }, ownRoles, organization, membership };
}

/** Loads the state that decides about the permissions of a person in an organisation. */
export async function loadMember(log: EventLog, ids: MemberIds): Promise<MemberFacts> {
  return factsOf(await loadStates(log, memberStreams(ids)));
}
