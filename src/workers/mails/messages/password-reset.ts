import { newestLink } from '../../../domain/user/link.js';
import { resetLinks } from '../../../domain/user/requested-link.js';
import { defineMail } from '../define-mail.js';

/** Sends the link for choosing a new password. Only the newest link works. */
export const passwordReset = defineMail({
  name: 'password-reset',
  causedBy: 'PasswordResetRequested',
  linkCategory: resetLinks,
  compose: ({ event, user, requested, link }) => {
    const newest = newestLink(user.reset, requested);
    if (newest?.event !== event.id) return null;
    return {
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
        expiresAt: newest.expires,
      },
      ifUnexpected:
        'If you did not request this, you can ignore this message. Your password stays the same. Do not share the link with anyone.',
    };
  },
});
