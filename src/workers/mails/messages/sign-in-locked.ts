import { FREE_ATTEMPTS } from '../../../domain/attempts/decisions.js';
import { defineMail } from '../define-mail.js';
import { utcMinute } from '../utc-minute.js';

/** Notifies the owner of many failed sign-in attempts, and explains the lockout. */
export const signInLocked = defineMail({
  name: 'sign-in-locked',
  causedBy: 'SignInLocked',
  // Sent once for each series of failures, not for each of its locks.
  appliesTo: ({ failures }) => failures === FREE_ATTEMPTS,
  compose: ({ event, user }) => ({
    to: user.email,
    subject: 'Failed attempts to sign in to your account',
    username: user.username,
    paragraphs: [
      `On ${utcMinute(event.occurredAt)}, sign-in attempt number ${String(event.data.failures)} in a row failed because of a wrong password.`,
      'Further attempts from unknown devices and networks now have to wait, longer after each failure. You can still sign in from the places that you have used before. A new password unlocks the account everywhere.',
    ],
    ifUnexpected:
      'If it was not you, your account is safe: no attempt succeeded. A password that you use nowhere else is the best protection.',
  }),
});
