import { defineMail } from '../define-mail.js';
import { utcMinute } from '../utc-minute.js';

/** Notifies the owner of an account in which an administrator acts as the owner. */
export const impersonationStarted = defineMail({
  name: 'impersonation',
  causedBy: 'SessionStarted',
  appliesTo: ({ impersonation }) => impersonation !== null && impersonation !== undefined,
  compose({ event, user }) {
    const { impersonation, impersonation_reason: reason } = event.data;
    if (impersonation === null) return null;
    const given = typeof reason === 'string' ? ` The reason given: ${reason}` : '';
    return {
      to: user.email,
      subject: 'An administrator acts in your account',
      username: user.username,
      paragraphs: [
        `On ${utcMinute(event.occurredAt)}, an administrator started to act as you in your account, until ${utcMinute(new Date(impersonation.ends_at))} at the latest.${given}`,
        'The administrator cannot change your password, your email address or your second factors. The history of your account shows each change.',
      ],
      ifUnexpected: 'If you do not want this, end the session in your account settings.',
    };
  },
});
