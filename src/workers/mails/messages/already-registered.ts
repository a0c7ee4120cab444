import { compose, type Mail } from '../compose.js';
import { utcMinute } from '../utc-minute.js';

/** Tells the owner that somebody wanted to open an account with the address, which has one (CS Authentication). */
export function alreadyRegistered(params: { username: string; at: Date }): Mail {
  return compose({
    subject: 'You already have an account',
    username: params.username,
    message: [
      `On ${utcMinute(params.at)} somebody wanted to open an account with this address. There is one, so nothing has changed.`,
      'If it was you, sign in with the password that you have chosen before. If you do not know it, ask for a link to choose a new one; that also confirms this address.',
    ],
    ifItWasNotYou:
      'If it was not you, there is nothing to do: who it was has not been told that you have an account.',
  });
}
