import { endErasedMembershipOf } from '../../../commands/organizations/end-erased-membership.js';
import { userOfStream } from '../../../domain/user/user.js';
import { causeOf, readCausingEvent } from '../job-kind.js';
import type { JobKind } from '../job-kind.js';

export const END_MEMBERSHIPS = 'end-memberships';

/**
 * Ends the memberships of an erased person. The person has no permission since the erasure; this removes the person from the
 * lists of members and owners.
 */
export const endMembershipsJob: JobKind = {
  name: END_MEMBERSHIPS,
  causedBy: { UserErased: () => 0 },
  async run({ log, now, findMemberships }, job) {
    const event = await readCausingEvent(log, job);
    const userId = userOfStream(job.stream);
    if (event === null || userId === null) return 'no erasure';
    const organizations = await findMemberships(userId, event.position);
    for (const organizationId of organizations) {
      const cause = causeOf(job, event, organizationId, now());
      await endErasedMembershipOf({ log }, { organizationId, userId }, cause);
    }
    return `${String(organizations.length)} memberships ended`;
  },
};
