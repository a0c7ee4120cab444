import { MAX_TRIES } from '../../../domain/one-time-code/decisions.js';
import { MAILED_DIGITS } from '../../../commands/authentication/methods/email.js';
import { defineMail } from '../define-mail.js';
import { originOf } from '../origin-of.js';

/** Sends the link and the code of a sign-in. They work where they were requested, and one of them works once. */
export const signInLink = defineMail({
  name: 'sign-in-link',
  causedBy: 'CodeSent',
  appliesTo: ({ purpose, channel }) => purpose === 'sign_in' && channel === 'email',
  compose({ event, user, now, link, codes }) {
    const { code_id: id, expires_at: expires, tries } = event.data;
    const expiresAt = new Date(expires);
    if (expiresAt <= now) return null;
    return {
      to: user.email,
      subject: 'Sign in to your account',
      username: user.username,
      paragraphs: [
        `A link to sign in to your account was requested, ${originOf(event)}. Open it in the same browser.`,
      ],
      action: { label: 'Sign in', link: link('sign-in-link', id), expiresAt },
      // After too many wrong codes, only the link is left.
      ...(tries < MAX_TRIES && { code: codes.codeOf(id, MAILED_DIGITS) }),
      ifUnexpected:
        'If you did not request this, you can ignore this message. Never give the code or the link to anyone: nobody from this service asks for them.',
    };
  },
});
