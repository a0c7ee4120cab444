import { DomainError } from '../domain-error.js';
import type { Claim } from './claim.js';
import type { ClaimEvent } from './events.js';

export class EmailTaken extends DomainError {
  readonly code = 'email_taken';
}

/** Somebody else signs in by this identity. */
export class IdentityTaken extends DomainError {
  readonly code = 'identity_taken';
}

/** How it is said that somebody else owns the value. */
type Refusal = new () => DomainError;

/** A value has one owner at most; claiming what one already owns changes nothing. */
export function claim(current: Claim, userId: string, Taken: Refusal = EmailTaken): ClaimEvent[] {
  if (current.owner === userId) return [];
  if (current.owner !== null) throw new Taken();
  return [{ type: 'ValueClaimed', data: { user_id: userId } }];
}

/**
 * Claims a value even where the same user owns it already: the new event makes a release that was
 * decided before it fail.
 */
export function claimAgain(current: Claim, userId: string, Taken: Refusal = EmailTaken): ClaimEvent[] {
  if (current.owner !== null && current.owner !== userId) throw new Taken();
  return [{ type: 'ValueClaimed', data: { user_id: userId } }];
}

/** Only the claim that was seen is released; one that was made since stays, be it another's or the same user's. */
export function release(current: Claim, seen: Claim): ClaimEvent[] {
  if (current.owner === null || current.revision !== seen.revision) return [];
  return [{ type: 'ValueReleased', data: { user_id: current.owner } }];
}
