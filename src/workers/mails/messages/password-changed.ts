import { compose, type Mail } from '../compose.js';
import { utcMinute } from '../utc-minute.js';

/** Tells the owner that the password is another one now (NIST SP 800-63B-4 §4.6). */
export function passwordChanged(params: { username: string; at: Date }): Mail {
  return compose({
    subject: 'Your password was changed',
    username: params.username,
    message: [
      `The password of your account was changed on ${utcMinute(params.at)}.`,
      'Other devices were signed out and need the new password.',
    ],
    ifItWasNotYou:
      'If it was not you, somebody else may have your account. Choose “forgot password” where you sign in: a new password ends every session. Then change the password of your mailbox too, and tell the people who run the service.',
  });
}
