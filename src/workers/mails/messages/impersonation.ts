import { defineMail } from '../define-mail.js';
import { utcMinute } from '../utc-minute.js';

/** Notifies the owner of an account in which an administrator acts as the owner. */
export const impersonation = defineMail({
  name: 'impersonation',
  causedBy: 'SessionStarted',
  appliesTo: ({ impersonation }) => impersonation !== null && impersonation !== undefined,
  compose({ event, user }) {
    if (event.data.impersonation === null) return null;
    const { reason, ends_at: ends } = event.data.impersonation;
    return {
      to: user.email,
      subject: 'An administrator acts in your account',
      username: user.username,
      paragraphs: [
        `On ${utcMinute(event.occurredAt)}, an administrator started to act as you in your account, until ${utcMinute(new Date(ends))} at the latest. The reason given: ${reason}`,
        'The administrator cannot change your password, your email address or your second factors. The history of your account shows each change.',
      ],
      ifUnexpected: 'If you do not want this, end the session in your account settings.',
    };
  },
});
