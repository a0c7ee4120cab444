import type { Registered } from '../../../domain/user/user.js';
import { defineMail } from '../define-mail.js';
import type { AddressedMail } from '../define-mail.js';
import { utcMinute } from '../utc-minute.js';

/** Notifies the owner that the password was changed (NIST SP 800-63B-4 §4.6). */
export const passwordChanged = defineMail({
  name: 'password-changed',
  causedBy: 'PasswordChanged',
  compose: ({ event, user }) => notice(user, event.occurredAt),
});

/** Notifies the owner that the password was reset (NIST SP 800-63B-4 §4.6). */
export const passwordWasReset = defineMail({
  name: 'password-was-reset',
  causedBy: 'PasswordReset',
  compose: ({ event, user }) => notice(user, event.occurredAt),
});

function notice({ email, username }: Registered, changedAt: Date): AddressedMail {
  return {
    to: email,
    subject: 'Your password was changed',
    username,
    paragraphs: [
      `The password of your account was changed on ${utcMinute(changedAt)}.`,
      'Other devices were signed out and need the new password.',
    ],
    ifUnexpected:
      'If you did not change it, someone else may have access to your account. Choose “forgot password” on the sign-in page and set a new password, which ends every session. Then change the password of your mailbox too, and contact the operator of this service.',
  };
}
