import { emailIdentity } from '../../../domain/user/email-address.js';
import type { EmailAddress } from '../../../domain/user/email-address.js';
import type { RateLimitUse } from './rate-limits.js';

/** Kinds of mail with a limit of their own. */
type MailKind = 'verification' | 'reset' | 'change of address' | 'sign-up' | 'sign-in' | 'invitation';

/** Returns the rate limit key of an email address, which is the same for all its spellings. */
export function emailKey(email: EmailAddress): string {
  return emailIdentity(email);
}

/**
 * Returns the limit of one kind of mail to one address. Anyone may request some kinds, so each kind is counted
 * separately: an attacker who exhausts one cannot block the owner from another, such as a password reset.
 *
 * @param otherwise the limit that applies to the owner once strangers have exhausted this one
 */
export function mailLimit(
  kind: MailKind,
  address: EmailAddress,
  otherwise: () => Promise<RateLimitUse | null> = () => Promise.resolve(null),
): RateLimitUse {
  return ['mail.recipient', `${kind} ${emailKey(address)}`, otherwise];
}
