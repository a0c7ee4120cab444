import type { UserId } from '../ids.js';
import type { EmailAddress } from '../user/email-address.js';
import type { NewIdentity } from '../user/identity-decisions.js';
import type { PendingRegistrationEvent } from './events.js';
import type { PendingRegistration } from './pending-registration.js';

/** The fields of an offer without an identity. */
const NO_IDENTITY = { provider: null, issuer: null, subject: null, label: null, claim: null };

/** Offers an account. Nothing is claimed until the address is confirmed. */
export function offerRegistration(
  pending: PendingRegistration,
  userId: UserId,
  identity: NewIdentity | null,
  account: { readonly email: EmailAddress; readonly username: string },
  { browser, expires }: { readonly browser: string; readonly expires: Date },
): PendingRegistrationEvent[] {
  if (pending.status !== 'none') return [];
  const origin = identity === null ? 'email' : 'provider';
  const offered = {
    user_id: userId,
    origin,
    ...account,
    browser,
    expires_at: expires.toISOString(),
  } as const;
  return [{ type: 'SignUpOffered', data: { ...offered, ...(identity ?? NO_IDENTITY) } }];
}
