import { compose, type Mail } from '../compose.js';

/** Carries the link with which a person who forgot the password chooses a new one. */
export function passwordReset(params: { username: string; link: string; expiresAt: Date }): Mail {
  return compose({
    subject: 'Choose a new password',
    username: params.username,
    message: [
      'Somebody, hopefully you, asked to reset the password of your account.',
      'Until you choose a new one, your present password keeps working.',
    ],
    action: { label: 'Choose a new password', link: params.link, expiresAt: params.expiresAt },
    ifItWasNotYou:
      'If you did not ask for this, you need not do anything: your password stays as it is. Do not pass the link on to anybody.',
  });
}
