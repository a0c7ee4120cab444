import { compose, type Mail } from '../compose.js';
import { utcMinute } from '../utc-minute.js';

/** Tells the owner that many attempts to sign in have failed, and what that does to the next ones. */
export function signInLocked(params: { username: string; failures: number; at: Date }): Mail {
  return compose({
    subject: 'Somebody has tried to sign in to your account',
    username: params.username,
    message: [
      `On ${utcMinute(params.at)} the attempt number ${String(params.failures)} in a row to sign in to your account failed: the password was wrong.`,
      'We now make attempts from places that we do not know wait, longer each time. Where you have signed in before, you still can; and a new password opens the account everywhere.',
    ],
    ifItWasNotYou:
      'If it was not you, nothing is lost: nobody got in. A password that you use nowhere else is the best protection.',
  });
}
