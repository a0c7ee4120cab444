import { settleInvitationOf } from '../../../commands/invitations/end-invitation.js';
import { memberOfStream } from '../../../domain/organization/membership.js';
import { causeOf, readCausingEvent } from '../job-kind.js';
import type { JobKind } from '../job-kind.js';

/** Ends the open invitation of a person who became a member in another way. */
export const settleInvitationJob: JobKind = {
  name: 'settle-invitation',
  causedBy: { MembershipStarted: ({ data }) => (data['via'] === 'invitation' ? null : 0) },
  async run({ log, now }, job) {
    const event = await readCausingEvent(log, job);
    const ids = memberOfStream(job.stream);
    if (event === null || ids === null) return 'no membership';
    await settleInvitationOf({ log }, ids, causeOf(job, event, 'settle', now()));
    return 'settled if it was open';
  },
};
