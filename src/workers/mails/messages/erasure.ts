import type { Registered } from '../../../domain/user/user.js';
import type { LoggedEvent } from '../../../eventstore/codec.js';
import { defineMail } from '../define-mail.js';
import type { AddressedMail } from '../define-mail.js';
import { originOf } from '../origin-of.js';
import { utcMinute } from '../utc-minute.js';

/** Notifies the owner that the account will be erased, and how to keep it. */
export const erasureRequested = defineMail({
  name: 'erasure-requested',
  causedBy: 'ErasureRequested',
  compose({ event, user }) {
    const { erasure } = user;
    // Cancelled, or replaced by a later request.
    if (erasure?.event !== event.id) return null;
    const author = erasure.by === 'user' ? 'You asked' : 'The operator of the service decided';
    return {
      to: user.email,
      subject: 'Your account will be erased',
      username: user.username,
      paragraphs: [
        `${author} to erase your account, ${originOf(event)}. All your sessions have ended.`,
        `The account and its data will be erased on ${utcMinute(erasure.due)}, and nobody can restore them.`,
      ],
      ifUnexpected:
        'To keep the account, sign in before that time. If it was not you, set a new password too.',
    };
  },
});

/** Notifies the owner that the account stays. */
export const erasureCancelled = defineMail({
  name: 'erasure-cancelled',
  causedBy: 'ErasureCancelled',
  compose: ({ event, user }) => ({
    to: user.email,
    subject: 'Your account stays',
    username: user.username,
    ...(isByOwner(event, user)
      ? {
          paragraphs: [`A sign-in cancelled the erasure of your account, ${originOf(event)}.`],
          ifUnexpected:
            'If you did not sign in, someone has access to your account. Choose “forgot password” on the sign-in page and set a new password, which ends every session.',
        }
      : {
          paragraphs: [
            `The operator of the service cancelled the erasure of your account, ${originOf(event)}.`,
          ],
          ifUnexpected: 'If you want the account to be erased, sign in and erase it again.',
        }),
  }),
});

/** Returns true if a sign-in caused an event. Its actor is the owner, or is not yet known. */
function isByOwner({ actor }: Pick<LoggedEvent, 'actor'>, { id }: Registered): boolean {
  return actor === 'anonymous' || actor === `user:${id}`;
}

/** Returns the last mail to the owner of an account. It is sent before the keys of the address are destroyed. */
export function userErasedMail(
  { email, username }: Registered,
  event: Pick<LoggedEvent, 'occurredAt'>,
): AddressedMail {
  return {
    to: email,
    subject: 'Your account was erased',
    username,
    paragraphs: [
      `Your account was erased on ${utcMinute(event.occurredAt)}. All its sessions, links and keys have ended.`,
      'This is the last mail about it: the service no longer has your address.',
    ],
    ifUnexpected: 'If you did not ask for this, contact the operator of this service.',
  };
}
