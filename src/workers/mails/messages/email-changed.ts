import { compose, type Mail } from '../compose.js';
import { utcMinute } from '../utc-minute.js';

/** Goes to both the old and the new address, so that an owner who lost the account still learns of it. */
export function emailChanged(params: { username: string; at: Date }): Mail {
  return compose({
    subject: 'Your e-mail address was changed',
    username: params.username,
    message: [
      `The e-mail address of your account was changed on ${utcMinute(params.at)}.`,
      'From now on you sign in, and get mail about the account, with the new address only.',
    ],
    ifItWasNotYou:
      'If it was not you, tell the people who run the service at once. The password can no longer be reset from the old address, so they have to help you.',
  });
}
