import { DomainError } from '../domain-error.js';
import type { UserId } from '../ids.js';
import type { Claim } from './claim.js';
import type { ClaimEvent } from './events.js';

export class EmailTaken extends DomainError {
  readonly code = 'email_taken';
}

/** The identity is linked to another account. */
export class IdentityTaken extends DomainError {
  readonly code = 'identity_taken';
}

/** The error for a value that another user owns. */
type Refusal = new () => DomainError;

/** Claims a value that has no owner. Does nothing if the user already owns it. */
export function claim(current: Claim, userId: UserId, Taken: Refusal = EmailTaken): ClaimEvent[] {
  if (current.owner === userId) return [];
  if (current.owner !== null) throw new Taken();
  return [{ type: 'ValueClaimed', data: { user_id: userId } }];
}

/** Claims a value even if the user already owns it: the new event makes a concurrent release fail. */
export function claimAgain(current: Claim, userId: UserId, Taken: Refusal = EmailTaken): ClaimEvent[] {
  if (current.owner !== null && current.owner !== userId) throw new Taken();
  return [{ type: 'ValueClaimed', data: { user_id: userId } }];
}

/** Releases a claim at the revision that the caller has read. A later claim by any user stays. */
export function release(current: Claim, read: Claim): ClaimEvent[] {
  if (current.owner === null || current.revision !== read.revision) return [];
  return [{ type: 'ValueReleased', data: { user_id: current.owner } }];
}
