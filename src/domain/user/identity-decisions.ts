import { DomainError } from '../domain-error.js';
import { requireActive, requireRecentAuthentication } from '../session/decisions.js';
import type { Session } from '../session/session.js';
import { canSignIn, requireRegistered, RegistrationLapsed, unlinked, usesClaim } from './decisions.js';
import type { UserEvent } from './events.js';
import type { Registered, User } from './user.js';

/** Another identity of the same provider is linked to the account. */
export class ProviderLinked extends DomainError {
  readonly code = 'provider_linked';
}
/** The account is not linked to this provider. */
export class UnknownIdentity extends DomainError {
  readonly code = 'unknown_identity';
}
/** Without this identity nobody could sign in to the account any more. */
export class LastWayIn extends DomainError {
  readonly code = 'last_way_in';
}
/** The provider names no address that an account could be opened with. */
export class EmailMissing extends DomainError {
  readonly code = 'email_missing';
}
/** The provider has not verified the address that it names. */
export class EmailUnverified extends DomainError {
  readonly code = 'email_unverified';
}
/** The address has an account, and what the provider says is not enough to enter it. */
export class AccountExists extends DomainError {
  readonly code = 'account_exists';
}
/** The account is closed, or was never confirmed. */
export class SignInRefused extends DomainError {
  readonly code = 'sign_in_refused';
}
/** The user has a password already. */
export class PasswordExists extends DomainError {
  readonly code = 'password_exists';
}

type Linked = Extract<UserEvent, { type: 'OAuthIdentityLinked' }>['data'];

/** An identity as it is to be linked. */
export type NewIdentity = Omit<Linked, 'how' | 'subject' | 'label'> & {
  readonly subject: string;
  readonly label: string;
};

/** What a provider says of an address. */
export interface AssertedAddress {
  /** The provider says that it belongs to whom it knows. */
  readonly verified: boolean;
  /** We believe this provider what it says of addresses of this domain. */
  readonly trusted: boolean;
}

/** An account that is opened by an identity has a verified address from its beginning, and no password. */
export function registerByIdentity(
  user: User,
  account: { readonly email: string; readonly claim: string; readonly username: string },
  identity: NewIdentity,
  { trusted }: AssertedAddress,
): UserEvent[] {
  if (user.status !== 'unknown') throw new RegistrationLapsed();
  const { email, claim, username } = account;
  return [
    { type: 'UserRegistered', data: { email, username, claim } },
    { type: 'EmailVerified', data: {} },
    { type: 'OAuthIdentityLinked', data: { ...identity, how: trusted ? 'vouched_sign_up' : 'sign_up' } },
  ];
}

/** Links an identity; of each provider an account has one. A repeat changes nothing. */
export function linkIdentity(
  user: User,
  identity: NewIdentity,
  how: 'same_address' | 'by_user',
): UserEvent[] {
  const { identities } = requireRegistered(user);
  const present = identities.find(({ provider }) => provider === identity.provider);
  if (present?.claim === identity.claim) return [];
  if (present !== undefined) throw new ProviderLinked();
  return [{ type: 'OAuthIdentityLinked', data: { ...identity, how } }];
}

/**
 * An identity is linked by itself only where both sides are sure of the address: the provider says that it is verified,
 * and is believed for its domain; and the account has shown it, too, by more than hearsay. Anything less would hand an
 * account to whoever claims its address, or let its owner into one that somebody has prepared (Sudhodanan and Paverd,
 * 2022). Nor is one that was unlinked: its user no longer wants to be entered by it.
 */
export function linkByAddress(user: User, identity: NewIdentity, address: AssertedAddress): UserEvent[] {
  const account = requireRegistered(user);
  const shown = account.verified && !account.emailOnlyAsserted;
  const unwanted = account.unlinked.includes(identity.claim);
  if (!address.verified || !address.trusted || !shown || unwanted) throw new AccountExists();
  return linkIdentity(enterable(account), identity, 'same_address');
}

/** A link by the user's own wish, in the session in which it was begun. */
export function linkByUser(user: User, session: Session, identity: NewIdentity): UserEvent[] {
  requireActive(user, session);
  return linkIdentity(user, identity, 'by_user');
}

/** What is to be unlinked, and which providers one can sign in by at present. */
export interface Unlinking {
  readonly provider: string;
  readonly isConfigured: (provider: string) => boolean;
}

/**
 * Takes an identity from an account that has another way in. Every other session ends, and this one too where it was
 * made by that identity.
 */
export function unlinkIdentity(
  user: User,
  session: Session,
  { provider, isConfigured }: Unlinking,
  now: Date,
): UserEvent[] {
  const current = requireRecentAuthentication(user, session, now);
  const { identities, password } = requireRegistered(user);
  const identity = identities.find((one) => one.provider === provider);
  if (identity === undefined) throw new UnknownIdentity();
  const others = identities.filter((one) => one !== identity && isConfigured(one.provider));
  if (password === null && others.length === 0) throw new LastWayIn();
  const kept = current.provider === provider ? null : current.id;
  return [unlinked(identity), { type: 'SessionsEnded', data: { kept_session: kept, reason: null } }];
}

/** Ends a link that claimed its identity and was not followed up, so that one still under way fails. */
export function lapseLink(user: User, claim: string, now: Date): UserEvent[] {
  if (user.status !== 'registered' || usesClaim(user, claim, now)) return [];
  return [{ type: 'OAuthIdentityLinkLapsed', data: { claim } }];
}

/** The first password of an account that was opened otherwise takes a recent sign-in. */
export function addPassword(user: User, session: Session, passwordHash: string, now: Date): UserEvent[] {
  requireRecentAuthentication(user, session, now);
  if (requireRegistered(user).password !== null) throw new PasswordExists();
  return [{ type: 'PasswordAdded', data: { password_hash: passwordHash } }];
}

/** The account, if somebody who is known to be its owner may enter it. */
export function enterable(user: User): Registered {
  if (!canSignIn(user)) throw new SignInRefused();
  return user;
}
