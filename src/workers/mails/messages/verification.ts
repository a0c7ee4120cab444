import { compose, type Mail } from '../compose.js';

/** Asks the owner of a new account's address to confirm it. */
export function verification(params: { username: string; link: string; expiresAt: Date }): Mail {
  return compose({
    subject: 'Confirm your e-mail address',
    username: params.username,
    message: ['An account was created with this e-mail address. Please confirm that the address is yours.'],
    action: { label: 'Confirm my address', link: params.link, expiresAt: params.expiresAt },
    ifItWasNotYou:
      'If you did not create an account, you need not do anything: without your confirmation the address stays unconfirmed.',
  });
}
