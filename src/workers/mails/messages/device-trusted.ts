import { Erased } from '../../../domain/event.js';
import { defineMail } from '../define-mail.js';
import { originOf } from '../origin-of.js';

/** Notifies the owner of a device on which the password alone signs in. */
export const deviceTrusted = defineMail({
  name: 'device-trusted',
  causedBy: 'DeviceTrusted',
  compose({ event, user }) {
    const { device } = event.data;
    const name = device instanceof Erased ? 'A device' : device;
    return {
      to: user.email,
      subject: 'A device is trusted for your account',
      username: user.username,
      paragraphs: [
        `${name} is now a trusted device of your account, ${originOf(event)}. On it you sign in without the second factor for a while.`,
        'You can end the trust in your account settings.',
      ],
      ifUnexpected:
        'If it was not you, someone has your password and your second factor. Choose “forgot password” on the sign-in page and set a new password, which ends every session and the trust in all devices.',
    };
  },
});
