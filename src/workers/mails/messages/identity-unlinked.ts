import { compose, type Mail } from '../compose.js';
import { greetingName } from '../greeting-name.js';
import { utcMinute } from '../utc-minute.js';

/** Tells the owner that a way in to the account is gone. */
export function identityUnlinked(params: { username: string; provider: string; at: Date }): Mail {
  const provider = greetingName(params.provider) ?? 'another service';
  return compose({
    subject: 'A way to sign in was removed',
    username: params.username,
    message: [
      `On ${utcMinute(params.at)} ${provider} was removed from your account: it cannot be signed in to with that any more.`,
      'Other devices were signed out.',
    ],
    ifItWasNotYou:
      'If it was not you, somebody else may have your account. Choose “forgot password” where you sign in: a new password ends every session. Then tell the people who run the service.',
  });
}
