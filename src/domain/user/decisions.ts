import { DomainError } from '../domain-error.js';
import type { ClaimStream, EventId, SessionId } from '../ids.js';
import type { EmailAddress } from './email-address.js';
import type { UserEvent, VerificationLinkEvent } from './events.js';
import { isUsableLink } from './link.js';
import { isPasskey } from './factors/factors.js';
import type { Link } from './link.js';
import type { LinkedIdentity } from './linked-identity.js';
import type { Registered, User } from './user.js';

export class UnknownUser extends DomainError {
  readonly code = 'unknown_user';
}
/** The link was used, replaced by a newer one, or has expired. The client does not learn which. */
export class LinkUsed extends DomainError {
  readonly code = 'link_used';
}
export class InvalidCredentials extends DomainError {
  readonly code = 'invalid_credentials';
}
/** The password is correct, but the address is not verified yet. */
export class EmailNotVerified extends DomainError {
  readonly code = 'email_not_verified';
}
/** The password of a signed-in user was not confirmed. */
export class WrongPassword extends DomainError {
  readonly code = 'wrong_password';
}
/** The claim on the address was released before the registration followed. A new registration may succeed. */
export class RegistrationLapsed extends DomainError {
  readonly code = 'registration_lapsed';
}
/** The account has changed since the caller read it. */
export class RevisionMismatch extends DomainError {
  readonly code = 'precondition_failed';
}

/**
 * Returns the account unchanged if it is at the expected revision; null matches every revision.
 *
 * @throws RevisionMismatch, UnknownUser
 */
export function atRevision(user: User, revision: number | null): User {
  if (revision !== null && requireRegistered(user).revision !== revision) throw new RevisionMismatch();
  return user;
}

/**
 * Returns the account if it is registered and its data is not erased.
 *
 * @throws UnknownUser
 */
export function requireRegistered(user: User): Registered {
  if (user.status !== 'registered') throw new UnknownUser();
  return user;
}

export interface Registration {
  readonly email: EmailAddress;
  readonly claim: ClaimStream;
  readonly username: string;
  readonly passwordHash: string;
  readonly linkExpires: Date;
}

/**
 * Registers an account on an empty stream. An abandoned or used stream rejects it.
 *
 * @throws RegistrationLapsed
 */
export function register(user: User, registration: Registration): UserEvent[] {
  if (user.status !== 'unknown') throw new RegistrationLapsed();
  const { email, claim, username, passwordHash, linkExpires } = registration;
  return [
    { type: 'UserRegistered', data: { email, username, claim } },
    { type: 'PasswordSet', data: { password_hash: passwordHash } },
    verificationRequested(linkExpires),
  ];
}

/** The account of a person in another system. */
export interface ImportedUser {
  readonly email: EmailAddress;
  readonly claim: ClaimStream;
  readonly username: string;
  /** A hash of the other system, or null for an account without a password. */
  readonly passwordHash: string | null;
  readonly verified: boolean;
  readonly active: boolean;
  /** Format of the import. */
  readonly source: string;
  readonly registeredAt: Date | null;
}

/**
 * Opens an account with the state that it had in another system. Does nothing for an account that exists, so that an import
 * can be repeated.
 *
 * @throws RegistrationLapsed the stream was closed, or its data was erased
 */
export function importUser(user: User, imported: ImportedUser): UserEvent[] {
  if (user.status === 'registered') return [];
  if (user.status !== 'unknown') throw new RegistrationLapsed();
  const { email, claim, username, passwordHash, verified, active, source, registeredAt } = imported;
  const at = registeredAt?.toISOString() ?? null;
  return [
    {
      type: 'UserImported',
      data: {
        email,
        username,
        claim,
        password_hash: passwordHash,
        verified,
        active,
        source,
        registered_at: at,
      },
    },
  ];
}

/** Closes an empty stream for good, so that a late registration fails. */
export function abandonRegistration(user: User): UserEvent[] {
  return user.status === 'unknown' ? [{ type: 'RegistrationAbandoned', data: {} }] : [];
}

/** Tells whether the account is active and its address verified. */
export function canSignIn(user: User): user is Registered {
  return user.status === 'registered' && user.active && user.verified;
}

/**
 * Returns the account whose password a sign-in compares, or null: no password matches. An unverified account is hidden
 * in private mode. Otherwise a stranger could sign up with an address, sign in, and learn whether it was free.
 */
export function provableAccount(user: User, isPrivate: boolean): Registered | null {
  if (user.status !== 'registered' || !user.active) return null;
  return user.verified || !isPrivate ? user : null;
}

/** @throws UnknownUser */
export function updateProfile(user: User, profile: { username: string }): UserEvent[] {
  if (requireRegistered(user).username === profile.username) return [];
  return [{ type: 'ProfileUpdated', data: { username: profile.username } }];
}

/** @throws UnknownUser */
export function deactivate(user: User, reason: string | null): UserEvent[] {
  return requireRegistered(user).active ? [{ type: 'UserDeactivated', data: { reason } }] : [];
}

/** @throws UnknownUser */
export function reactivate(user: User, reason: string | null): UserEvent[] {
  return requireRegistered(user).active ? [] : [{ type: 'UserReactivated', data: { reason } }];
}

/**
 * Ends every session of a user, including those that start concurrently.
 *
 * @throws UnknownUser
 */
export function signOutEverywhere(user: User, reason: string | null): UserEvent[] {
  requireRegistered(user);
  return [{ type: 'SessionsEnded', data: { kept_session: null, reason } }];
}

/** Ends every session of a user except one. */
export function sessionsEnded(kept: SessionId | null): UserEvent {
  return { type: 'SessionsEnded', data: { kept_session: kept, reason: null } };
}

/**
 * Tells whether a claim reserves the account's address, a pending address that can be confirmed, a linked identity, a
 * removed identity that can be restored, or a WebAuthn credential.
 */
export function usesClaim(user: User, claim: ClaimStream, now: Date): boolean {
  if (user.status !== 'registered') return false;
  const { pendingAddress, identities, removed, factors } = user;
  const pending = pendingAddress === null ? removed : [pendingAddress, ...removed];
  return (
    user.claim === claim ||
    identities.some((identity) => identity.claim === claim) ||
    factors.some((factor) => isPasskey(factor) && factor.claim === claim) ||
    pending.some((link) => link.claim === claim && link.expires > now)
  );
}

/**
 * Returns the account if it is active and the link is its newest of that kind and has not expired.
 *
 * @param newest selects the newest link of the kind
 * @throws LinkUsed
 */
export function requireUsableLink(
  user: User,
  newest: (account: Registered) => Link | null,
  linkEvent: EventId,
  now: Date,
): Registered {
  if (user.status !== 'registered' || !user.active) throw new LinkUsed();
  if (!isUsableLink(newest(user), linkEvent, now)) throw new LinkUsed();
  return user;
}

export function verificationRequested(expires: Date): VerificationLinkEvent {
  return { type: 'EmailVerificationRequested', data: { expires_at: expires.toISOString() } };
}

export function unlinked({ provider, claim }: LinkedIdentity): UserEvent {
  return { type: 'OAuthIdentityUnlinked', data: { provider, claim } };
}
