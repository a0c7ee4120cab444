import { newestLink } from '../../../domain/user/link.js';
import { verificationLinks } from '../../../domain/user/requested-link.js';
import { defineMail } from '../define-mail.js';

/** Asks the owner of a new account's address to confirm it. Only the newest link works. */
export const verification = defineMail({
  name: 'verification',
  causedBy: 'EmailVerificationRequested',
  linkCategory: verificationLinks,
  compose: ({ event, user, requested, link }) => {
    const newest = newestLink(user.verification, requested);
    if (newest?.event !== event.id) return null;
    return {
      to: user.email,
      subject: 'Confirm your e-mail address',
      username: user.username,
      paragraphs: [
        'An account was created with this e-mail address. Please confirm that the address is yours.',
      ],
      action: {
        label: 'Confirm my address',
        link: link('verify-email'),
        expiresAt: newest.expires,
      },
      ifUnexpected:
        'If you did not create an account, you can ignore this message. The address stays unconfirmed.',
    };
  },
});
