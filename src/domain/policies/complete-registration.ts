import { DomainError } from '../domain-error.js';
import type { EventId } from '../ids.js';
import type { OpenRegistration } from '../pending-registration/pending-registration.js';
import { LinkUsed } from '../user/decisions.js';
import type { User } from '../user/user.js';

/** The link was opened in another browser than the one that started the registration. */
export class OtherBrowser extends DomainError {
  readonly code = 'other_browser';
}

/**
 * Requires that a mailed link can complete a pending registration: once, until it expires, and in the browser that
 * proved the identity. Without the last condition, a victim who reads the mail would open an account that an attacker
 * can sign in to (Sudhodanan and Paverd, 2022).
 *
 * @param user the account that the registration opens; if it exists, the link was used
 * @throws LinkUsed, OtherBrowser
 */
export function requireCompletable(
  pending: OpenRegistration,
  user: User,
  link: { readonly event: EventId; readonly browser: string | null },
  now: Date,
): void {
  if (pending.event !== link.event || pending.expires <= now) throw new LinkUsed();
  if (user.status === 'registered' || user.status === 'erased') throw new LinkUsed();
  if (pending.browser !== link.browser) throw new OtherBrowser();
}
