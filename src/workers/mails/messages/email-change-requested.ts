import { compose, type Mail } from '../compose.js';
import { maskAddress } from '../mask-address.js';
import { utcMinute } from '../utc-minute.js';

/** Goes to the present address while the change still can be stopped. `newAddress` appears masked. */
export function emailChangeRequested(params: { username: string; newAddress: string; at: Date }): Mail {
  return compose({
    subject: 'A change of your e-mail address was requested',
    username: params.username,
    message: [
      `On ${utcMinute(params.at)} somebody who is signed in to your account asked to change its e-mail address to ${maskAddress(params.newAddress)}.`,
      'The change takes effect when the new address is confirmed.',
    ],
    ifItWasNotYou:
      'If it was not you, reset your password now: choose “forgot password” where you sign in. That stops the change and ends every session.',
  });
}
