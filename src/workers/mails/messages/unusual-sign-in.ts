import { Erased } from '../../../domain/event.js';
import { defineMail } from '../define-mail.js';
import { utcMinute } from '../utc-minute.js';

const REASONS = {
  new_device: 'on a device that had not signed in to it before',
  after_failures: 'after several attempts that had failed',
  after_absence: 'for the first time in a long while',
} as const;

const PASSWORD_KNOWN =
  'If it was not you, someone knows your password. Choose “forgot password” on the sign-in page and set a new password, which ends every session.';
const MAILBOX_OPEN =
  'If it was not you, someone reads your e-mail. Secure your mailbox first. Then choose “forgot password” on the sign-in page and set a new password, which ends every session.';

/** Notifies the owner of an unusual sign-in (OWASP ASVS 6.3.5). */
export const unusualSignIn = defineMail({
  name: 'unusual-sign-in',
  causedBy: 'SessionStarted',
  appliesTo: ({ notice }) => notice !== null && notice !== undefined,
  compose({ event, user }) {
    const { device, notice } = event.data;
    if (device instanceof Erased || notice === null) return null;
    const source = event.source();
    const from = source === null ? '' : `, from the address ${source.ip}`;
    return {
      to: user.email,
      subject: 'A sign-in to your account',
      username: user.username,
      paragraphs: [
        `Someone signed in to your account ${REASONS[notice]}: ${device}${from}, on ${utcMinute(event.occurredAt)}.`,
        'If it was you, you can ignore this message.',
      ],
      ifUnexpected: event.data.amr.includes('email') ? MAILBOX_OPEN : PASSWORD_KNOWN,
    };
  },
});
