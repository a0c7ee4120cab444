import { DomainError } from '../domain-error.js';
import { LinkUsed } from '../user/decisions.js';
import type { NewIdentity } from '../user/identity-decisions.js';
import type { User } from '../user/user.js';
import type { PendingRegistrationEvent } from './events.js';
import type { PendingRegistration, OpenRegistration } from './pending-registration.js';

/** The link was opened in another browser than the one in which the sign-up was begun. */
export class OtherBrowser extends DomainError {
  readonly code = 'other_browser';
}

/** Offers an account, which takes nothing from anybody until the address is confirmed. */
export function offerRegistration(
  offer: PendingRegistration,
  userId: string,
  identity: NewIdentity,
  account: { readonly email: string; readonly username: string },
  { browser, expires }: { readonly browser: string; readonly expires: Date },
): PendingRegistrationEvent[] {
  if (offer.status !== 'none') return [];
  const data = { user_id: userId, ...identity, ...account, browser, expires_at: expires.toISOString() };
  return [{ type: 'SignUpOffered', data }];
}

/**
 * Whoever has the link may take the offer once, until it expires, and only where the identity was shown as well.
 * Whoever merely reads the mail would otherwise open an account that a stranger can enter (Sudhodanan and Paverd, 2022).
 *
 * @param user the account that it offers: once there is one, the offer was taken
 * @throws LinkUsed, OtherBrowser
 */
export function requireCompletable(
  offer: OpenRegistration,
  user: User,
  link: { readonly event: string; readonly browser: string | null },
  now: Date,
): void {
  if (offer.event !== link.event || offer.expires <= now) throw new LinkUsed();
  if (user.status === 'registered' || user.status === 'erased') throw new LinkUsed();
  if (offer.browser !== link.browser) throw new OtherBrowser();
}
