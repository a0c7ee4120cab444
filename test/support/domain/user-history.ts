import type { ResetLinkEvent, UserEvent } from '../../../src/domain/user/events.js';
import { aClaimStream, aUserId } from './ids.js';
import type { EventId, SessionId } from '../../../src/domain/ids.js';
import { requestedResetLink } from '../../../src/domain/user/requested-link.js';
import type { RequestedLink } from '../../../src/domain/user/link.js';
import type { User } from '../../../src/domain/user/user.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';

/** Ada, the user of most examples, and the events of her account. */
export const ADA = aUserId('0b9f7d2e-5c1a-4e8b-9a63-2f4d1c7e8a90');
export const ADAS_CLAIM = aClaimStream('claim-1.ada');
export const NEW_CLAIM = aClaimStream('claim-1.countess');

/** The time of the decision. */
export const NOW = new Date('2026-02-03T10:00:00Z');
/** Just after the decision. A link that expires then still works. */
export const LATER = new Date(NOW.getTime() + 1);

/** The times of a password reset. */
export function resetTimes(now = NOW): { readonly now: Date; readonly restorableUntil: Date } {
  return { now, restorableUntil: LATER };
}

export const registered: UserEvent = {
  type: 'UserRegistered',
  data: { email: emailAddress('ada@example.com'), username: 'ada', claim: ADAS_CLAIM },
};
export const abandoned: UserEvent = { type: 'RegistrationAbandoned', data: {} };
export const passwordSet: UserEvent = { type: 'PasswordSet', data: { password_hash: 'first hash' } };
export const emailVerified: UserEvent = { type: 'EmailVerified', data: {} };
export const deactivated: UserEvent = { type: 'UserDeactivated', data: { reason: null } };
export const reactivated: UserEvent = { type: 'UserReactivated', data: { reason: null } };

export function verificationRequested(expires = LATER): UserEvent {
  return { type: 'EmailVerificationRequested', data: { expires_at: expires.toISOString() } };
}

export function resetRequested(expires = LATER): ResetLinkEvent {
  return { type: 'PasswordResetRequested', data: { expires_at: expires.toISOString() } };
}

/** The link of an event of the account, with no link requested since. */
export function resetLink(user: User, event: EventId): { requested: RequestedLink; event: EventId } {
  return { requested: requestedResetLink(user).initial, event };
}

export function passwordReset(passwordHash: string): UserEvent {
  return { type: 'PasswordReset', data: { password_hash: passwordHash } };
}

export function passwordChanged(passwordHash: string, keptSession: SessionId | null = null): UserEvent {
  return { type: 'PasswordChanged', data: { password_hash: passwordHash, kept_session: keptSession } };
}

export function passwordRehashed(passwordHash: string): UserEvent {
  return { type: 'PasswordRehashed', data: { password_hash: passwordHash } };
}

export function profileUpdated(username: string): UserEvent {
  return { type: 'ProfileUpdated', data: { username } };
}

export function emailChangeRequested(
  expires = LATER,
  email = emailAddress('countess@example.com'),
): UserEvent {
  return {
    type: 'EmailChangeRequested',
    data: { new_email: email, claim: NEW_CLAIM, expires_at: expires.toISOString() },
  };
}

export const emailChanged: UserEvent = {
  type: 'EmailChanged',
  data: {
    email: emailAddress('countess@example.com'),
    previous_email: emailAddress('ada@example.com'),
    claim: NEW_CLAIM,
    previous_claim: ADAS_CLAIM,
  },
};
