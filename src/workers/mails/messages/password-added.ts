import { compose, type Mail } from '../compose.js';
import { utcMinute } from '../utc-minute.js';

/** Tells the owner of an account without a password that it has one now (NIST SP 800-63B-4 §4.6). */
export function passwordAdded(params: { username: string; at: Date }): Mail {
  return compose({
    subject: 'A password was set for your account',
    username: params.username,
    message: [
      `Since ${utcMinute(params.at)} your account can be signed in to with its e-mail address and a password, too.`,
    ],
    ifItWasNotYou:
      'If it was not you, somebody else may have your account. Choose “forgot password” where you sign in: a new password ends every session. Then tell the people who run the service.',
  });
}
