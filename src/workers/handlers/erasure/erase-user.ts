import { endErasedInvitationOf } from '../../../commands/invitations/end-invitation.js';
import { releaseErasedClaim } from '../../../commands/privacy/release-erased-claim.js';
import type { ClaimStream, UserId } from '../../../domain/ids.js';
import { userOfStream } from '../../../domain/user/user.js';
import type { LoggedEvent } from '../../../eventstore/codec.js';
import type { ClaimedJob } from '../../jobs/outbox.js';
import { END_MEMBERSHIPS } from '../organizations/end-memberships.js';
import { causeOf, readCausingEvent } from '../job-kind.js';
import type { JobDependencies, JobKind } from '../job-kind.js';
import { sendFarewell } from './farewell.js';
import { claimsIn, tracesOf } from './traces.js';

/** Prefix of the ids of the jobs that carry an erasure out. */
const ERASE_USER = 'erase-user';
const RELEASE_HELD_CLAIMS = 'release-held-claims';

/**
 * Removes an erased person: the keys of the personal data, and what the other stores have. Every step can run again, so a
 * crash anywhere is followed by a further attempt. The steps that need the address come before the keys are destroyed.
 */
export const eraseUserJob: JobKind = {
  name: ERASE_USER,
  causedBy: { UserErased: () => 0 },
  async run(dependencies, job) {
    const event = await readCausingEvent(dependencies.log, job);
    const userId = userOfStream(job.stream);
    if (event?.type !== 'UserErased' || userId === null) return 'no erasure';
    const { erasure } = dependencies;
    const traces = await tracesOf(dependencies.log, userId, event);
    await sendFarewell(dependencies, job, event, traces.before);

    const invited = { claim: traces.provedClaim, userId };
    const invitations = await dependencies.invitations.ofPerson(invited, event.position);
    const signUps = await erasure.findSignUps(traces.provedAddresses, event.position);
    const subjects = [userId, ...signUps, ...invitations.map(({ keyId }) => keyId)];
    const erasedAt = event.occurredAt;
    await erasure.ledger.record({ userId, subjects, position: event.position, erasedAt });
    const count = (store: string, removed: number) => erasure.ledger.count(userId, store, removed);
    await count('messages', await erasure.eraseMessages(traces.recipients));
    await count('keys', await erasure.ledger.destroyKeys(userId));
    erasure.forgetKeys(subjects);

    for (const invitation of invitations)
      await endErasedInvitationOf(
        dependencies,
        invitation,
        causeOf(job, event, invitation.keyId, dependencies.now()),
      );
    await count('claims', await releaseAll(dependencies, traces.claims, { userId, job, event }));
    const keptJobs = [ERASE_USER, RELEASE_HELD_CLAIMS, END_MEMBERSHIPS].map((name) => `${name}-${event.id}`);
    const person = { userId, claims: traces.heldClaims, erasedAt, keptJobs };
    for (const { store, erase } of erasure.places) await count(store, await erase(person));
    await erasure.ledger.complete(userId);
    return 'erased';
  },
};

/** Releases the claims on identities and passkeys of an erased user, when their quarantine is over. */
export const releaseHeldClaimsJob: JobKind = {
  name: RELEASE_HELD_CLAIMS,
  causedBy: {
    UserErased({ data, recordedAt }) {
      const until = data['held_until'];
      return typeof until === 'string' ? Math.max(0, Date.parse(until) - recordedAt.getTime()) : 0;
    },
  },
  async run(dependencies, job) {
    const event = await readCausingEvent(dependencies.log, job);
    const userId = userOfStream(job.stream);
    if (event?.type !== 'UserErased' || userId === null) return 'no erasure';
    const [stored = []] = await dependencies.log.store.readStreams([job.stream]);
    await releaseAll(dependencies, claimsIn(stored).ofIdentities, { userId, job, event });
    return 'released';
  },
};

async function releaseAll(
  { log, now }: JobDependencies,
  claims: readonly ClaimStream[],
  { userId, job, event }: { readonly userId: UserId; readonly job: ClaimedJob; readonly event: LoggedEvent },
): Promise<number> {
  let released = 0;
  for (const claim of claims)
    if (await releaseErasedClaim({ log }, claim, userId, causeOf(job, event, 'release', now())))
      released += 1;
  return released;
}
