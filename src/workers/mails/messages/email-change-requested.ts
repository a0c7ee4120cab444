import { Erased } from '../../../domain/event.js';
import { defineMail } from '../define-mail.js';
import { maskAddress } from '../mask-address.js';
import { utcMinute } from '../utc-minute.js';

/** Notifies the owner at the current address, while the change can still be stopped. The new address is masked. */
export const emailChangeRequested = defineMail({
  name: 'email-change-requested',
  causedBy: 'EmailChangeRequested',
  compose: ({ event, user }) =>
    event.data.new_email instanceof Erased
      ? null
      : {
          to: user.email,
          subject: 'A change of your e-mail address was requested',
          username: user.username,
          paragraphs: [
            `On ${utcMinute(event.occurredAt)}, a signed-in user of your account asked to change its e-mail address to ${maskAddress(event.data.new_email)}.`,
            'The change takes effect when the new address is confirmed.',
          ],
          ifUnexpected:
            'If you did not request this, reset your password now: choose “forgot password” on the sign-in page. A reset cancels the change and ends every session.',
        },
});
