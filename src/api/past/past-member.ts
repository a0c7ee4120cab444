import type { UserId } from '../../domain/ids.js';
import type { MemberFacts } from '../../domain/organization/access.js';
import type { MemberIds } from '../../domain/organization/membership.js';
import { isCurrentGrant } from '../../domain/organization/organization-grant.js';
import type { OrganizationGrant } from '../../domain/organization/organization-grant.js';
import type { EventLog } from '../../eventstore/event-log.js';
import { organizationStreams } from '../../eventstore/folding/load-member.js';
import type { Instant } from './instant.js';
import { loadPastAccess } from './past-access.js';
import { readPast } from './past-states.js';

/**
 * Loads the state that decided about the permissions of a person in an organisation at a point of the log.
 *
 * @throws UnreadableEvent
 */
export async function loadPastMember(log: EventLog, ids: MemberIds, instant: Instant): Promise<MemberFacts> {
  const { organization, ownRoles, membership } = organizationStreams(ids);
  const [person, past] = await Promise.all([
    loadPastAccess(log, ids.userId, instant),
    readPast(log, [organization, ownRoles, membership], instant),
  ]);
  return {
    person,
    organization: await past(organization),
    ownRoles: await past(ownRoles),
    membership: await past(membership),
  };
}

/**
 * Tells whether a token for an organisation held at a point of the log. A token of a session needs no organisation.
 *
 * @throws UnreadableEvent
 */
export async function wasCurrentGrant(
  log: EventLog,
  userId: UserId,
  grant: OrganizationGrant | null,
  instant: Instant,
): Promise<boolean> {
  if (grant === null) return true;
  const { organizationId } = grant;
  return isCurrentGrant(grant, await loadPastMember(log, { organizationId, userId }, instant));
}
