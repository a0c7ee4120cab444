import type { EmailAddress } from '../../../domain/user/email-address.js';
import { addressKey } from './address-key.js';
import type { RateLimitUse } from './rate-limits.js';

/** What mail to an address may be about. */
type MailKind = 'verification' | 'reset' | 'change of address' | 'sign-up';

/**
 * The limit of mail of one kind to one address. Kinds are counted apart, because anybody may ask for some of them: who
 * uses one up must not keep the owner of the address from another, such as a link to reset the password.
 */
export function mailLimit(kind: MailKind, address: EmailAddress): RateLimitUse {
  return ['mail.recipient', `${kind} ${addressKey(address)}`];
}
