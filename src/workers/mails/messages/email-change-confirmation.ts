import { defineMail } from '../define-mail.js';

/** Asks the owner of the new address to confirm a change of address. Only the newest link works. */
export const emailChangeConfirmation = defineMail({
  name: 'email-change-confirmation',
  causedBy: 'EmailChangeRequested',
  compose: ({ event, user, link }) =>
    user.pendingAddress?.event !== event.id
      ? null
      : {
          to: user.pendingAddress.email,
          subject: 'Confirm your new e-mail address',
          username: user.username,
          paragraphs: [
            'You asked to use this e-mail address for your account.',
            'Nothing changes until you confirm the address.',
          ],
          action: {
            label: 'Confirm my new address',
            link: link('confirm-email'),
            expiresAt: user.pendingAddress.expires,
          },
          ifUnexpected:
            'If you did not request this, do not open the link. Someone entered your address for their own account, by mistake or on purpose.',
        },
});
