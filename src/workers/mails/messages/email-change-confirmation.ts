import { compose, type Mail } from '../compose.js';

/** Goes to the new address: only its owner can make an address change take effect. */
export function emailChangeConfirmation(params: { username: string; link: string; expiresAt: Date }): Mail {
  return compose({
    subject: 'Confirm your new e-mail address',
    username: params.username,
    message: [
      'You asked to use this e-mail address for your account from now on.',
      'Nothing changes until you confirm it.',
    ],
    action: { label: 'Confirm my new address', link: params.link, expiresAt: params.expiresAt },
    ifItWasNotYou:
      'If you did not ask for this, do not follow the link: somebody has typed your address into their account, by mistake or on purpose.',
  });
}
