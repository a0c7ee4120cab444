import { compose, type Mail } from '../compose.js';
import { greetingName } from '../greeting-name.js';

/** Asks who began to sign up by a provider that has not verified the address to show that it is theirs. */
export function signUpOffer(params: {
  username: string;
  provider: string;
  link: string;
  expiresAt: Date;
}): Mail {
  const provider = greetingName(params.provider) ?? 'another service';
  return compose({
    subject: 'Confirm your e-mail address to sign up',
    username: params.username,
    message: [
      `You began to sign up with ${provider}, which has not confirmed this e-mail address.`,
      'Open the link in the browser in which you began; after that you can sign in.',
    ],
    action: { label: 'Confirm my address', link: params.link, expiresAt: params.expiresAt },
    ifItWasNotYou:
      'If it was not you, you need not do anything: without your confirmation there is no account.',
  });
}
