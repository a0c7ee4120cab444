import type { Recorded } from '../event.js';
import type { ClaimStream } from '../ids.js';
import type { EmailAddress } from './email-address.js';
import type { UserEvent } from './events.js';
import { linkOf } from './link.js';
import type { Link } from './link.js';
import { plainText } from './plain-text.js';

/** An address change that its owner has not confirmed. */
export interface PendingAddress extends Link {
  readonly email: EmailAddress;
  readonly claim: ClaimStream;
}

/**
 * The event types after which a pending address change cannot be confirmed. Its request was decided by the password and the
 * factors of that time: a thief of the password must not complete it after the owner has replaced or strengthened them.
 */
const ENDING_EVENTS: ReadonlySet<UserEvent['type']> = new Set([
  'EmailChanged',
  'EmailChangeLapsed',
  'PasswordChanged',
  'PasswordReset',
  'PasswordRemoved',
  'ActivityDisowned',
  'TotpAdded',
  'PasskeyAdded',
  'PhoneAdded',
  'SecondFactorDemanded',
  'FactorsReset',
  'UserDeactivated',
]);

/** Returns the pending address change after an event that starts one, or null after an event that ends it. */
export function pendingAddressOf(event: Recorded<UserEvent>): { pendingAddress?: PendingAddress | null } {
  if (event.type !== 'EmailChangeRequested')
    return ENDING_EVENTS.has(event.type) ? { pendingAddress: null } : {};
  const { new_email: email, claim } = event.data;
  return { pendingAddress: { ...linkOf(event), email: plainText(email), claim } };
}
