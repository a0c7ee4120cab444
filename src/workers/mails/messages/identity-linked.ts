import { compose, type Mail } from '../compose.js';
import { greetingName } from '../greeting-name.js';
import { utcMinute } from '../utc-minute.js';

/** Tells the owner that there is another way in to the account (OWASP ASVS 6.3.7). */
export function identityLinked(params: { username: string; provider: string; at: Date }): Mail {
  const provider = greetingName(params.provider) ?? 'another service';
  return compose({
    subject: 'Another way to sign in was added',
    username: params.username,
    message: [
      `Since ${utcMinute(params.at)} your account can be signed in to with ${provider}, too.`,
      'You can see and remove the ways in where you manage your account.',
    ],
    ifItWasNotYou:
      'If it was not you, sign in and remove it, and choose a new password: that ends every other session. If you cannot, tell the people who run the service.',
  });
}
