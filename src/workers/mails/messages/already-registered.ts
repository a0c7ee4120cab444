import { defineMail } from '../define-mail.js';
import { utcMinute } from '../utc-minute.js';

/** Notifies the owner of a sign-up with an address that already has an account (OWASP Authentication Cheat Sheet). */
export const alreadyRegistered = defineMail({
  name: 'already-registered',
  causedBy: 'SignUpRepeated',
  compose: ({ event, user }) => ({
    to: user.email,
    subject: 'You already have an account',
    username: user.username,
    paragraphs: [
      `On ${utcMinute(event.occurredAt)}, someone tried to create an account with this address. You already have one, so nothing has changed.`,
      'If it was you, sign in as before. If you have forgotten it, choose “forgot password” on the sign-in page. A password reset also confirms this address.',
    ],
    ifUnexpected:
      'If it was not you, you can ignore this message. The other person was not told that you have an account.',
  }),
});
