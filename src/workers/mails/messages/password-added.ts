import { defineMail } from '../define-mail.js';
import { utcMinute } from '../utc-minute.js';

/** Notifies the owner that an account without a password has one now (NIST SP 800-63B-4 §4.6). */
export const passwordAdded = defineMail({
  name: 'password-added',
  causedBy: 'PasswordAdded',
  compose: ({ event, user }) => ({
    to: user.email,
    subject: 'A password was set for your account',
    username: user.username,
    paragraphs: [
      `A password was set for your account on ${utcMinute(event.occurredAt)}. You can now also sign in with your e-mail address and this password.`,
    ],
    ifUnexpected:
      'If you did not set it, someone else may have access to your account. Choose “forgot password” on the sign-in page and set a new password, which ends every session. Then contact the operator of this service.',
  }),
});
