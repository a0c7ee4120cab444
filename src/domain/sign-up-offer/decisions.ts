import { DomainError } from '../domain-error.js';
import { LinkUsed } from '../user/decisions.js';
import type { NewIdentity } from '../user/identity-decisions.js';
import type { SignUpOfferEvent } from './events.js';
import type { Offer, OpenOffer } from './offer.js';

/** The link was opened in another browser than the one in which the sign-up was begun. */
export class OtherBrowser extends DomainError {
  readonly code = 'other_browser';
}

/** Offers an account, which takes nothing from anybody until the address is confirmed. */
export function offerSignUp(
  offer: Offer,
  userId: string,
  identity: NewIdentity,
  account: { readonly email: string; readonly username: string },
  { browser, expires }: { readonly browser: string; readonly expires: Date },
): SignUpOfferEvent[] {
  if (offer.status !== 'none') return [];
  const data = { user_id: userId, ...identity, ...account, browser, expires_at: expires.toISOString() };
  return [{ type: 'SignUpOffered', data }];
}

/**
 * The offer, if who has the link may take it: once, until it expires, and only where the identity was shown as well.
 * Whoever merely reads the mail would otherwise open an account that a stranger can enter (Sudhodanan and Paverd, 2022).
 */
export function takable(offer: Offer, linkEvent: string, browser: string | null, now: Date): OpenOffer {
  if (offer.status !== 'open' || offer.event !== linkEvent || offer.expires <= now) throw new LinkUsed();
  if (offer.browser !== browser) throw new OtherBrowser();
  return offer;
}

export function takeOffer(userId: string): SignUpOfferEvent[] {
  return [{ type: 'SignUpOfferTaken', data: { user_id: userId } }];
}
