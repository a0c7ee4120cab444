import { Erased } from '../../../domain/event.js';
import { defineMail } from '../define-mail.js';
import { originOf } from '../origin-of.js';
import { utcMinute } from '../utc-minute.js';
import { FREE_ATTEMPTS } from '../../../domain/attempts/decisions.js';

const ADVICE =
  'If it was not you, someone knows your password, and only the second factor kept them out. Choose “forgot password” on the sign-in page and set a new password that you use nowhere else.';

/** Notifies the owner of a sign-in with a correct first proof that was not completed. */
export const secondFactorAbandoned = defineMail({
  name: 'second-factor-abandoned',
  causedBy: 'SecondFactorAbandoned',
  compose({ event, user }) {
    const { device } = event.data;
    const from = device instanceof Erased ? '' : ` on ${device}`;
    return {
      to: user.email,
      subject: 'A sign-in to your account was not completed',
      username: user.username,
      paragraphs: [
        `Someone started to sign in to your account${from}, shortly before ${utcMinute(event.occurredAt)}. The first step was correct, and the second factor did not follow.`,
        'If it was you, you can ignore this message. There is at most one such message a day.',
      ],
      ifUnexpected: ADVICE,
    };
  },
});

/** Notifies the owner of many wrong codes, and explains the lockout. */
export const secondFactorLocked = defineMail({
  name: 'second-factor-locked',
  causedBy: 'SecondFactorLocked',
  // Sent once for each series of failures, and once more when only a recovery code or an administrator can unlock.
  appliesTo: ({ failures, for_good: isForGood }) => failures === FREE_ATTEMPTS || isForGood === true,
  compose({ event, user }) {
    const wait = event.data.for_good
      ? 'No code of an app is accepted any more. Sign in with a recovery code, or ask the operator of this service to unlock your account.'
      : 'Further codes have to wait, longer after each failure. You can still sign in from the places that you have used before, or with a recovery code.';
    return {
      to: user.email,
      subject: 'Wrong codes for your second factor',
      username: user.username,
      paragraphs: [
        `Several codes for your second factor were wrong, the last one ${originOf(event)}. ${wait}`,
      ],
      ifUnexpected: ADVICE,
    };
  },
});
