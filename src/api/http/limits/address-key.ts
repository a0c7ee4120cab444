import { emailIdentity } from '../../../domain/user/email-address.js';
import type { EmailAddress } from '../../../domain/user/email-address.js';

/** What stands for an address where requests for it are counted: the same for all its spellings. */
export function addressKey(email: EmailAddress): string {
  return emailIdentity(email);
}
