import { DomainError } from '../domain-error.js';
import type { ClaimStream, EventId } from '../ids.js';
import {
  canSignIn,
  LinkUsed,
  RegistrationLapsed,
  requireRegistered,
  requireUsableLink,
  usesClaim,
} from './decisions.js';
import type { EmailAddress } from './email-address.js';
import type { UserEvent } from './events.js';
import type { Registered, User } from './user.js';

/** Another identity of the same provider is linked to the account. */
export class ProviderLinked extends DomainError {
  readonly code = 'provider_linked';
}
/** The provider returned no address to open an account with. */
export class EmailMissing extends DomainError {
  readonly code = 'email_missing';
}
/** The provider has not verified the address. */
export class EmailUnverified extends DomainError {
  readonly code = 'email_unverified';
}
/** The address has an account, and the provider's assertion is not enough to sign in to it. */
export class AccountExists extends DomainError {
  readonly code = 'account_exists';
}
/** The account is inactive, or its address was never verified. */
export class SignInRefused extends DomainError {
  readonly code = 'sign_in_refused';
}

type Linked = Extract<UserEvent, { type: 'OAuthIdentityLinked' }>['data'];

/** An identity before it is linked. */
export type NewIdentity = Omit<Linked, 'how' | 'subject' | 'label'> & {
  readonly subject: string;
  readonly label: string;
};

/** A provider's assertion about an address. */
export interface AssertedAddress {
  /** The provider asserts that the address belongs to the person. */
  readonly verified: boolean;
  /** The provider is trusted for addresses of this domain. */
  readonly trusted: boolean;
}

/** The address and the name of a new account. */
interface NewAccount {
  readonly email: EmailAddress;
  readonly claim: ClaimStream;
  readonly username: string;
}

/**
 * Opens an account whose owner signs in by mail.
 *
 * @throws RegistrationLapsed
 */
export function registerByMail(user: User, { email, claim, username }: NewAccount): UserEvent[] {
  if (user.status !== 'unknown') throw new RegistrationLapsed();
  return [
    { type: 'UserRegistered', data: { email, username, claim } },
    { type: 'EmailVerified', data: {} },
  ];
}

/**
 * Opens an account with a verified address and without a password.
 *
 * @throws RegistrationLapsed
 */
export function registerByIdentity(
  user: User,
  account: NewAccount,
  identity: NewIdentity,
  { trusted }: AssertedAddress,
): UserEvent[] {
  return [
    ...registerByMail(user, account),
    { type: 'OAuthIdentityLinked', data: { ...identity, how: trusted ? 'vouched_sign_up' : 'sign_up' } },
  ];
}

/**
 * Links an identity. An account has at most one identity of each provider; a repeat changes nothing.
 *
 * @throws ProviderLinked, UnknownUser
 */
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
 * Links an identity that has the account's address. Both sides must have proved the address: the provider has verified
 * it and is trusted for its domain, and the account has verified it by more than a provider's assertion. With less, a
 * person who merely claims the address could take over the account, or its owner could sign in to an account that an
 * attacker has prepared (Sudhodanan and Paverd, 2022). An identity that the user unlinked is not linked again.
 *
 * @throws AccountExists, ProviderLinked, SignInRefused, UnknownUser
 */
export function linkByAddress(user: User, identity: NewIdentity, address: AssertedAddress): UserEvent[] {
  const account = requireRegistered(user);
  const proved = account.verified && !account.emailOnlyAsserted;
  const unlinkedBefore = account.unlinked.includes(identity.claim);
  if (!address.verified || !address.trusted || !proved || unlinkedBefore) throw new AccountExists();
  return linkIdentity(requireSignIn(account), identity, 'same_address');
}

/**
 * Restores an identity that the last password reset removed. The mailed link shows access to the mailbox, so a later reset
 * keeps the identity.
 *
 * @throws LinkUsed, ProviderLinked
 */
export function restoreIdentity(user: User, linkEvent: EventId, now: Date): UserEvent[] {
  const removedBy = ({ removed }: Registered) => removed.find(({ event }) => event === linkEvent) ?? null;
  const account = requireUsableLink(user, removedBy, linkEvent, now);
  const identity = removedBy(account);
  if (identity === null) throw new LinkUsed();
  const { provider, claim } = identity;
  if (account.identities.some((other) => other.provider === provider)) throw new ProviderLinked();
  return [{ type: 'OAuthIdentityRestored', data: { provider, claim } }];
}

/** Ends a link that claimed its identity but did not follow in time, so that a late link fails. */
export function lapseLink(user: User, claim: ClaimStream, now: Date): UserEvent[] {
  if (user.status !== 'registered' || usesClaim(user, claim, now)) return [];
  return [{ type: 'OAuthIdentityLinkLapsed', data: { claim } }];
}

/**
 * Returns the account if its owner can sign in to it.
 *
 * @throws SignInRefused
 */
export function requireSignIn(user: User): Registered {
  if (!canSignIn(user)) throw new SignInRefused();
  return user;
}
