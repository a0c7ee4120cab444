import { defineMail } from '../define-mail.js';

/** Asks the owner of a new account's address to confirm it. Only the newest link works. */
export const verification = defineMail({
  name: 'verification',
  causedBy: 'EmailVerificationRequested',
  compose: ({ event, user, link }) =>
    user.verification?.event !== event.id
      ? null
      : {
          to: user.email,
          subject: 'Confirm your e-mail address',
          username: user.username,
          paragraphs: [
            'An account was created with this e-mail address. Please confirm that the address is yours.',
          ],
          action: {
            label: 'Confirm my address',
            link: link('verify-email'),
            expiresAt: user.verification.expires,
          },
          ifUnexpected:
            'If you did not create an account, you can ignore this message. The address stays unconfirmed.',
        },
});
