import { defineMail } from '../define-mail.js';

/** Sends the link for choosing a new password. Only the newest link works. */
export const passwordReset = defineMail({
  name: 'password-reset',
  causedBy: 'PasswordResetRequested',
  compose: ({ event, user, link }) =>
    user.reset?.event !== event.id
      ? null
      : {
          to: user.email,
          subject: 'Choose a new password',
          username: user.username,
          paragraphs: [
            'We received a request to reset the password of your account.',
            'Your current password works until you choose a new one.',
          ],
          action: {
            label: 'Choose a new password',
            link: link('reset-password'),
            expiresAt: user.reset.expires,
          },
          ifUnexpected:
            'If you did not request this, you can ignore this message. Your password stays the same. Do not share the link with anyone.',
        },
});
