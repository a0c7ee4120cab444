import { defineMail } from '../define-mail.js';
import { originOf } from '../origin-of.js';

/** Tells the owner what a reported entry has caused, and how to sign in again. */
export const activityDisowned = defineMail({
  name: 'activity-disowned',
  causedBy: 'ActivityDisowned',
  compose: ({ event, user }) => ({
    to: user.email,
    subject: 'Your account is locked, as you asked',
    username: user.username,
    paragraphs: [
      `An entry in the history of your account was reported as not yours, ${originOf(event)}. We ended all sessions. Nobody can sign in with the current password any more.`,
      'To sign in with a password again, choose “forgot password” on the sign-in page and set a new one. Then look at your passkeys, second factors and linked providers, and remove those that you do not know.',
    ],
    ifUnexpected:
      'If you did not report it, someone used one of your sessions. These have ended. Set a new password as described.',
  }),
});
