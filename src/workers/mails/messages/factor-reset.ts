import { defineMail } from '../define-mail.js';
import { originOf } from '../origin-of.js';
import { utcMinute } from '../utc-minute.js';

const AUTHORS = {
  user: 'Somebody who knows your password asked to remove the second factors of your account',
  admin: 'An administrator of the service asked to remove the second factors of your account',
} as const;

/** Notifies the owner that all factors will be removed, with a link that cancels it. */
export const factorResetAsked = defineMail({
  name: 'factor-reset-asked',
  causedBy: 'FactorResetAsked',
  compose({ event, user, link }) {
    const { asked } = user.factorReset;
    // Cancelled, or done without a delay.
    if (asked?.event !== event.id) return null;
    return {
      to: user.email,
      subject: 'The second factors of your account will be removed',
      username: user.username,
      paragraphs: [
        `${AUTHORS[event.data.by]}, ${originOf(event)}. They will be removed on ${utcMinute(asked.due)}. All sessions end then, and you get a link to set up a new factor.`,
        'If you still have your second factor, cancel this with the link.',
      ],
      action: { label: 'Keep my second factors', link: link('cancel-reset'), expiresAt: asked.due },
      ifUnexpected:
        'If you did not ask for this, cancel it now and set a new password: choose “forgot password” on the sign-in page.',
    };
  },
});

/** Notifies the owner that the factors stay. */
export const factorResetCancelled = defineMail({
  name: 'factor-reset-cancelled',
  causedBy: 'FactorResetCancelled',
  appliesTo: ({ by }) => by !== 'system',
  compose: ({ event, user }) => ({
    to: user.email,
    subject: 'The second factors of your account stay',
    username: user.username,
    paragraphs: [`The removal of your second factors was cancelled, ${originOf(event)}.`],
    ifUnexpected:
      'If you asked for the removal and did not cancel it, contact the operator of this service, and set a new password.',
  }),
});

/** Notifies the owner that all factors were removed, with the link that opens the next enrolment. */
export const factorsReset = defineMail({
  name: 'factors-reset',
  causedBy: 'FactorsReset',
  compose({ event, user, link }) {
    // A factor was added, or a later reset has a link of its own.
    if (user.factorReset.done?.event !== event.id) return null;
    return {
      to: user.email,
      subject: 'The second factors of your account were removed',
      username: user.username,
      paragraphs: [
        `All second factors, passkeys and recovery codes of your account were removed on ${utcMinute(event.occurredAt)}, and all sessions have ended.`,
        'Open the link and sign in to set up a new second factor. The password alone does not sign in.',
      ],
      action: { label: 'Set up a second factor', link: link('set-up'), expiresAt: null },
      ifUnexpected:
        'If you did not ask for this, contact the operator of this service, and set a new password: choose “forgot password” on the sign-in page.',
    };
  },
});
