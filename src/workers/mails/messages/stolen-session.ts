import { defineMail } from '../define-mail.js';
import { utcMinute } from '../utc-minute.js';

/** Notifies the owner that refresh token reuse has ended a session (RFC 9700 §4.14.2). */
export const stolenSession = defineMail({
  name: 'stolen-session',
  causedBy: 'SessionEnded',
  appliesTo: ({ reason }) => reason === 'refresh_token_reused',
  compose: ({ event, user }) => ({
    to: user.email,
    subject: 'One of your sessions was ended',
    username: user.username,
    paragraphs: [
      `On ${utcMinute(event.occurredAt)}, an old sign-in token of one of your devices was used a second time.`,
      'This happens when a session is copied to another device. We ended the session on both devices. Please sign in again.',
    ],
    ifUnexpected:
      'If you did not copy it, check your device for unknown programs and set a new password, which ends every other session.',
  }),
});
