import { defineMail } from '../define-mail.js';
import { originOf } from '../origin-of.js';

/** Notifies the owner that the password was removed (OWASP ASVS 6.3.7). */
export const passwordRemoved = defineMail({
  name: 'password-removed',
  causedBy: 'PasswordRemoved',
  compose: ({ event, user }) => ({
    to: user.email,
    subject: 'The password of your account was removed',
    username: user.username,
    paragraphs: [
      `The password of your account was removed, ${originOf(event)}. From now on, you sign in by other means: a link by e-mail, your passkey or your identity provider.`,
    ],
    ifUnexpected:
      'If it was not you, someone has access to your account. Choose “forgot password” on the sign-in page and set a new password, which ends every session. Then contact the operator of this service.',
  }),
});
