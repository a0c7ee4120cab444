import type { UserId } from '../ids.js';
import type { EmailAddress } from '../user/email-address.js';
import type { NewIdentity } from '../user/identity-decisions.js';
import type { PendingRegistrationEvent } from './events.js';
import type { PendingRegistration } from './pending-registration.js';

/** Offers an account. Nothing is claimed until the address is confirmed. */
export function offerRegistration(
  pending: PendingRegistration,
  userId: UserId,
  identity: NewIdentity,
  account: { readonly email: EmailAddress; readonly username: string },
  { browser, expires }: { readonly browser: string; readonly expires: Date },
): PendingRegistrationEvent[] {
  if (pending.status !== 'none') return [];
  const data = { user_id: userId, ...identity, ...account, browser, expires_at: expires.toISOString() };
  return [{ type: 'SignUpOffered', data }];
}
