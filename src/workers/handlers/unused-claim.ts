import { claimStreamSchema } from '../../domain/ids.js';
import type { ClaimStream, UserId } from '../../domain/ids.js';
import { userOfStream } from '../../domain/user/user.js';
import type { LoggedEvent } from '../../eventstore/codec.js';

/** A claim that may be without use; `stalled` where a link of an identity that has claimed it may still be under way. */
export interface UnusedClaim {
  readonly claim: ClaimStream;
  readonly userId: UserId;
  readonly stalled: boolean;
}

/** The claim that may have no use after this event. */
export function unusedClaimAfter({ type, stream, data }: LoggedEvent): UnusedClaim | null {
  if (type === 'ValueClaimed')
    return { claim: claimStreamSchema.parse(stream), userId: data.user_id, stalled: true };
  const userId = userOfStream(stream);
  if (userId === null) return null;
  if (type === 'EmailChanged') return { claim: data.previous_claim, userId, stalled: false };
  if (type === 'EmailChangeRequested') return { claim: data.claim, userId, stalled: false };
  // Its user may be about to link it anew.
  if (type === 'OAuthIdentityUnlinked') return { claim: data.claim, userId, stalled: true };
  return null;
}
