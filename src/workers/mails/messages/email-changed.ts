import { Erased } from '../../../domain/event.js';
import type { Registered } from '../../../domain/user/user.js';
import { defineMail } from '../define-mail.js';
import type { AddressedMail } from '../define-mail.js';
import { utcMinute } from '../utc-minute.js';

/** Notifies the owner at the new address of a change of address. */
export const emailChanged = defineMail({
  name: 'email-changed',
  causedBy: 'EmailChanged',
  compose: ({ event, user }) => notice(event.data.email, user, event.occurredAt),
});

/** Notifies the owner at the old address. It reaches an owner who has lost the account. */
export const emailChangedFrom = defineMail({
  name: 'email-changed-from',
  causedBy: 'EmailChanged',
  compose: ({ event, user }) => notice(event.data.previous_email, user, event.occurredAt),
});

function notice(to: string | Erased, { username }: Registered, changedAt: Date): AddressedMail | null {
  if (to instanceof Erased) return null;
  return {
    to,
    subject: 'Your e-mail address was changed',
    username,
    paragraphs: [
      `The e-mail address of your account was changed on ${utcMinute(changedAt)}.`,
      'From now on, only the new address can be used to sign in and receives mail about the account.',
    ],
    ifUnexpected:
      'If you did not change it, contact the operator of this service at once. The password can no longer be reset from the old address, so only the operator can restore your access.',
  };
}
