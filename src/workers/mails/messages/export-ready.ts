import { defineMail } from '../define-mail.js';

/** Sends the owner the link to an archive of the personal data. */
export const exportReady = defineMail({
  name: 'export-ready',
  causedBy: 'ExportReady',
  compose({ event, user, link, now }) {
    const expiresAt = new Date(event.data.expires_at);
    if (expiresAt <= now) return null;
    return {
      to: user.email,
      subject: 'Your personal data is ready to download',
      username: user.username,
      paragraphs: [
        'The archive with the personal data of your account is ready. It holds a page to read, and the same data as JSON.',
        'The link works once. Whoever opens the archive sees all of your data, so store it in a safe place.',
      ],
      action: { label: 'Download my data', link: link('export'), expiresAt },
      ifUnexpected:
        'If you did not ask for it, do not use the link, and set a new password: choose “forgot password” on the sign-in page.',
    };
  },
});
