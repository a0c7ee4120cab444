import { DomainError } from '../domain-error.js';
import type { UserEvent } from './events.js';
import type { Link, LinkedIdentity, Registered, User } from './user.js';

export class UnknownUser extends DomainError {
  readonly code = 'unknown_user';
}
/** The link was used, replaced by a newer one, or has expired; which of them is nobody's business. */
export class LinkUsed extends DomainError {
  readonly code = 'link_used';
}
export class InvalidCredentials extends DomainError {
  readonly code = 'invalid_credentials';
}
/** The password of a signed-in user was not confirmed. */
export class WrongPassword extends DomainError {
  readonly code = 'wrong_password';
}
/** The registration came so late that its claim on the address was released; a new one may succeed. */
export class RegistrationLapsed extends DomainError {
  readonly code = 'registration_lapsed';
}
export class SameAddress extends DomainError {
  readonly code = 'same_address';
}

/** The account has changed since the caller saw it. */
export class RevisionMismatch extends DomainError {
  readonly code = 'precondition_failed';
}

/** The account, if it is still at the revision that the caller has seen; null means any revision. */
export function atRevision(user: User, revision: number | null): User {
  if (revision !== null && requireRegistered(user).revision !== revision) throw new RevisionMismatch();
  return user;
}

/** The account, if there is one that can still be read. */
export function requireRegistered(user: User): Registered {
  if (user.status !== 'registered') throw new UnknownUser();
  return user;
}

export interface Registration {
  readonly email: string;
  readonly claim: string;
  readonly username: string;
  readonly passwordHash: string;
  readonly linkExpires: Date;
}

/** A registration writes to a fresh stream only; one that was abandoned or used stays closed. */
export function register(user: User, registration: Registration): UserEvent[] {
  if (user.status !== 'unknown') throw new RegistrationLapsed();
  return [
    {
      type: 'UserRegistered',
      data: { email: registration.email, username: registration.username, claim: registration.claim },
    },
    { type: 'PasswordSet', data: { password_hash: registration.passwordHash } },
    verificationRequested(registration.linkExpires),
  ];
}

/** Closes an empty stream for good, so that a registration that comes late fails. */
export function abandonRegistration(user: User): UserEvent[] {
  return user.status === 'unknown' ? [{ type: 'RegistrationAbandoned', data: {} }] : [];
}

/** Ends a change that was not confirmed in time, so that a confirmation still under way fails. */
export function lapseEmailChange(user: User, claim: string, now: Date): UserEvent[] {
  const pending = user.status === 'registered' ? user.pendingAddress : null;
  if (pending?.claim !== claim || pending.expires > now) return [];
  return [{ type: 'EmailChangeLapsed', data: { claim } }];
}

/** A new verification link replaces the one before; a verified user needs none. */
export function requestVerification(user: User, linkExpires: Date): UserEvent[] {
  if (user.status !== 'registered' || user.verified || !user.active) return [];
  return [verificationRequested(linkExpires)];
}

/** A verification link works once, only the newest one, and only until it expires. */
export function verifyEmail(user: User, linkEvent: string, now: Date): UserEvent[] {
  usable(user, user.status === 'registered' ? user.verification : null, linkEvent, now);
  return [{ type: 'EmailVerified', data: {} }];
}

/** A user with a verified address and a password can sign in while the account is active. */
export function canSignIn(user: User): user is Registered {
  return user.status === 'registered' && user.active && user.verified;
}

/** A reset link is asked for by anyone, and given only to an active account. */
export function requestPasswordReset(user: User, linkExpires: Date): UserEvent[] {
  if (user.status !== 'registered' || !user.active) return [];
  return [{ type: 'PasswordResetRequested', data: { expires_at: linkExpires.toISOString() } }];
}

/**
 * A reset link works once. Who used it has shown that the mailbox is theirs, which verifies the address. Identities that
 * opened the account by hearsay of that address may be somebody else's (Sudhodanan and Paverd, 2022).
 */
export function resetPassword(user: User, linkEvent: string, passwordHash: string, now: Date): UserEvent[] {
  const account = usable(user, user.status === 'registered' ? user.reset : null, linkEvent, now);
  const reset: UserEvent = { type: 'PasswordReset', data: { password_hash: passwordHash } };
  const strangers = account.emailOnlyAsserted ? account.identities : [];
  return [
    reset,
    ...(account.verified ? [] : [{ type: 'EmailVerified' as const, data: {} }]),
    ...strangers.map(unlinked),
  ];
}

/** The caller has confirmed the old password; `confirmed` is the event that had set it. */
export function changePassword(
  user: User,
  confirmed: string,
  passwordHash: string,
  keptSession: string,
): UserEvent[] {
  if (requireRegistered(user).passwordSetBy !== confirmed) throw new WrongPassword();
  return [{ type: 'PasswordChanged', data: { password_hash: passwordHash, kept_session: keptSession } }];
}

/** The hash is replaced only if it is still the one that was verified. */
export function rehashPassword(user: User, verified: string, passwordHash: string): UserEvent[] {
  if (user.status !== 'registered' || user.password !== verified) return [];
  return [{ type: 'PasswordRehashed', data: { password_hash: passwordHash } }];
}

export function updateProfile(user: User, profile: { username: string }): UserEvent[] {
  if (requireRegistered(user).username === profile.username) return [];
  return [{ type: 'ProfileUpdated', data: { username: profile.username } }];
}

/** An address changes only when the new one is confirmed; until then the old one stays in force. */
export function requestEmailChange(
  user: User,
  confirmed: string,
  address: { email: string; claim: string; linkExpires: Date },
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

/** Confirms the newest pending address. Claiming it is decided beside this, in the same append. */
export function confirmEmailChange(user: User, linkEvent: string, now: Date): UserEvent[] {
  const account = usable(user, user.status === 'registered' ? user.pendingAddress : null, linkEvent, now);
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

export function deactivate(user: User, reason: string | null): UserEvent[] {
  return requireRegistered(user).active ? [{ type: 'UserDeactivated', data: { reason } }] : [];
}

export function reactivate(user: User, reason: string | null): UserEvent[] {
  return requireRegistered(user).active ? [] : [{ type: 'UserReactivated', data: { reason } }];
}

/** A claim is in use while it holds the account's address, one that may still be confirmed, or a linked identity. */
export function usesClaim(user: User, claim: string, now: Date): boolean {
  if (user.status !== 'registered') return false;
  const pending = user.pendingAddress;
  if (user.identities.some((identity) => identity.claim === claim)) return true;
  return user.claim === claim || (pending !== null && pending.claim === claim && pending.expires > now);
}

/** An identity that the account cannot be entered by any more. */
export function unlinked({ provider, claim }: LinkedIdentity): UserEvent {
  return { type: 'OAuthIdentityUnlinked', data: { provider, claim } };
}

function verificationRequested(expires: Date): UserEvent {
  return { type: 'EmailVerificationRequested', data: { expires_at: expires.toISOString() } };
}

function usable(user: User, link: Link | null, linkEvent: string, now: Date): Registered {
  if (user.status !== 'registered' || !user.active) throw new LinkUsed();
  if (link === null || link.event !== linkEvent || link.expires <= now) throw new LinkUsed();
  return user;
}
