import { DomainError } from '../domain-error.js';
import type { ClaimStream, EventId } from '../ids.js';
import {
  LinkUsed,
  requireRegistered,
  requireUsableLink,
  verificationRequested,
  WrongPassword,
} from './decisions.js';
import type { EmailAddress } from './email-address.js';
import type { UserEvent, VerificationLinkEvent } from './events.js';
import { newestLink } from './link.js';
import type { RequestedLink } from './link.js';
import type { User } from './user.js';

export class SameAddress extends DomainError {
  readonly code = 'same_address';
}

/** Replaces the verification link by a new one. Does nothing for a verified address or an inactive account. */
export function requestVerification(user: User, linkExpires: Date): VerificationLinkEvent[] {
  if (user.status !== 'registered' || user.verified || !user.active) return [];
  return [verificationRequested(linkExpires)];
}

/**
 * Marks the address verified. Only the newest link works, once, until it expires.
 *
 * @param requested the link that was requested after the registration
 * @throws LinkUsed
 */
export function verifyEmail(
  user: User,
  requested: RequestedLink,
  linkEvent: EventId,
  now: Date,
): UserEvent[] {
  requireUsableLink(user, ({ verification }) => newestLink(verification, requested), linkEvent, now);
  return [{ type: 'EmailVerified', data: {} }];
}

/**
 * Records a new address that must be confirmed. Until then the current address stays in force.
 *
 * @param confirmed the event that set the password which the caller has confirmed
 * @throws WrongPassword the password has changed since
 * @throws SameAddress, UnknownUser
 */
export function requestEmailChange(
  user: User,
  confirmed: EventId,
  address: { email: EmailAddress; claim: ClaimStream; linkExpires: Date },
): UserEvent[] {
  const account = requireRegistered(user);
  if (account.passwordSetBy !== confirmed) throw new WrongPassword();
  if (account.email === address.email) throw new SameAddress();
  return [
    {
      type: 'EmailChangeRequested',
      data: { new_email: address.email, claim: address.claim, expires_at: address.linkExpires.toISOString() },
    },
  ];
}

/**
 * Replaces the address by the newest pending one. The same append claims it.
 *
 * @throws LinkUsed
 */
export function confirmEmailChange(user: User, linkEvent: EventId, now: Date): UserEvent[] {
  const account = requireUsableLink(user, ({ pendingAddress }) => pendingAddress, linkEvent, now);
  const pending = account.pendingAddress;
  if (pending === null) throw new LinkUsed();
  return [
    {
      type: 'EmailChanged',
      data: {
        email: pending.email,
        previous_email: account.email,
        claim: pending.claim,
        previous_claim: account.claim,
      },
    },
  ];
}

/** Ends an address change that was not confirmed in time, so that a concurrent confirmation fails. */
export function lapseEmailChange(user: User, claim: ClaimStream, now: Date): UserEvent[] {
  const pending = user.status === 'registered' ? user.pendingAddress : null;
  if (pending?.claim !== claim || pending.expires > now) return [];
  return [{ type: 'EmailChangeLapsed', data: { claim } }];
}
