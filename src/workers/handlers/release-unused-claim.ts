import { releaseUnusedClaim } from '../../commands/accounts/release-unused-claim.js';
import type { UnusedClaim } from '../../commands/accounts/release-unused-claim.js';
import { claimStreamSchema } from '../../domain/ids.js';
import { userOfStream } from '../../domain/user/user.js';
import type { LoggedEvent } from '../../eventstore/codec.js';
import type { StoredEvent } from '../../eventstore/port.js';
import { causeOf, readCausingEvent } from './job-kind.js';
import type { JobKind } from './job-kind.js';

/** Name of the job in the outbox. */
export const RELEASE_UNUSED_CLAIM = 'settle-claim';

/** Time between a claim and its registration, at most, on a log that cannot append both atomically. */
const REGISTRATION_MS = 60_000;

/** Releases a claim that its owner does not use. */
export const releaseUnusedClaimJob: JobKind = {
  name: RELEASE_UNUSED_CLAIM,
  causedBy: {
    EmailChanged: () => 0,
    OAuthIdentityUnlinked: () => 0,
    FactorRemoved: ({ data }) => (typeof data['claim'] === 'string' ? 0 : null),
    // The claim stays in use until the link expires.
    EmailChangeRequested: afterExpiry,
    OAuthIdentityRemoved: afterExpiry,
    // A log that appends a claim and its registration atomically leaves no unused claim.
    ValueClaimed: (_, { atomicMultiStream }) => (atomicMultiStream ? null : REGISTRATION_MS),
  },
  async run({ log, now }, job) {
    const event = await readCausingEvent(log, job);
    const claim = event === null ? null : unusedClaimAfter(event);
    if (event === null || claim === null) return 'no claim to release';
    await releaseUnusedClaim({ log }, claim, causeOf(job, event, 'settle', now()));
    return 'released unless used';
  },
};

/** Returns the claim that may be unused after an event, or null. */
export function unusedClaimAfter({ type, stream, data }: LoggedEvent): UnusedClaim | null {
  if (type === 'ValueClaimed')
    return { claim: claimStreamSchema.parse(stream), userId: data.user_id, stalled: true };
  const userId = userOfStream(stream);
  if (userId === null) return null;
  if (type === 'EmailChanged') return { claim: data.previous_claim, userId, stalled: false };
  if (type === 'EmailChangeRequested') return { claim: data.claim, userId, stalled: false };
  // The user may be adding the same credential again.
  if (type === 'FactorRemoved')
    return data.claim === null ? null : { claim: data.claim, userId, stalled: true };
  // The user may be linking the same identity again.
  if (type === 'OAuthIdentityUnlinked' || type === 'OAuthIdentityRemoved')
    return { claim: data.claim, userId, stalled: true };
  return null;
}

function afterExpiry({ data, recordedAt }: StoredEvent): number {
  const expires = data['expires_at'];
  const left = typeof expires === 'string' ? Date.parse(expires) - recordedAt.getTime() : 0;
  return Math.max(0, left) + REGISTRATION_MS;
}
