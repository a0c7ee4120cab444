import { describe, expect, test } from '@jest/globals';
import { LinkUsed } from '../../../src/domain/user/decisions.js';
import { verifyEmail } from '../../../src/domain/user/email-decisions.js';
import type { UserEvent } from '../../../src/domain/user/events.js';
import { resetPassword } from '../../../src/domain/user/password-decisions.js';
import {
  linkStreamOf,
  requestedResetLink,
  requestedVerificationLink,
  resetLinks,
  verificationLinks,
} from '../../../src/domain/user/requested-link.js';
import { userAt } from '../../../src/domain/user/user.js';
import type { User } from '../../../src/domain/user/user.js';
import { eventId, historyOf } from '../../support/domain/given-when-then.js';
import {
  ADA,
  deactivated,
  emailChanged,
  emailChangeRequested,
  emailVerified,
  passwordChanged,
  passwordReset,
  passwordSet,
  profileUpdated,
  reactivated,
  registered,
  resetRequested,
  resetTimes,
  verificationRequested,
  NOW,
} from '../../support/domain/user-history.js';

const given = historyOf(userAt(ADA));
const passwordAdded: UserEvent = { type: 'PasswordAdded', data: { password_hash: 'added hash' } };
const verified = [registered, passwordSet, emailVerified];

/** The decision on a link that was requested `count` times after a history. The newest of them is used by default. */
function requestedReset(before: User, count: number, used = count - 1) {
  const { state: requested } = historyOf(requestedResetLink(before))(
    ...Array.from({ length: count }, () => resetRequested()),
  );
  return (user: User) => resetPassword(user, { requested, event: eventId(used) }, 'new hash', resetTimes());
}

describe('links that anyone may request', () => {
  test('the newest requested link sets the password, and earlier ones do not (RST-5)', () => {
    const history = given(...verified);
    history.when(requestedReset(history.state, 3)).then(passwordReset('new hash'));
    history.when(requestedReset(history.state, 3, 1)).then(LinkUsed);
  });

  test('a requested link replaces the link of the registration (RST-5)', () => {
    const history = given(registered, verificationRequested());
    const verify = (requests: number, event: number) => (user: User) =>
      verifyEmail(
        user,
        historyOf(requestedVerificationLink(history.state))(
          ...Array.from({ length: requests }, () => resetRequested()),
        ).state,
        eventId(event),
        NOW,
      );
    history.when(verify(0, 1)).then(emailVerified);
    history.when(verify(1, 1)).then(LinkUsed);
    history.when(verify(1, 0)).then(emailVerified);
  });

  test('a link that release 0.1.0 recorded in the account works until a newer one is requested (RST-5)', () => {
    const history = given(...verified, resetRequested());
    history.when(requestedReset(history.state, 0, 3)).then(passwordReset('new hash'));
    history.when(requestedReset(history.state, 1, 3)).then(LinkUsed);
    history.when(requestedReset(history.state, 1)).then(passwordReset('new hash'));
  });

  test.each<[string, readonly UserEvent[]]>([
    ['a use', [passwordReset('newer hash')]],
    ['a password change', [passwordChanged('another hash')]],
    ['a first password', [passwordAdded]],
    ['an address change', [emailChangeRequested(), emailChanged]],
    ['a deactivation, even after reactivation', [deactivated, reactivated]],
    ['a link in the stream of the account', [resetRequested()]],
  ])('%s ends a requested link, whether it was read before or after (RST-3, RST-5)', (_, events) => {
    const before = given(...verified).state;
    const history = given(...verified, ...events);
    history.when(requestedReset(before, 1)).then(LinkUsed);
    expect(requestedResetLink(history.state).stream).not.toBe(requestedResetLink(before).stream);
  });

  test('an event that ends no link leaves the requested one usable', () => {
    const history = given(...verified, profileUpdated('countess'));
    history.when(requestedReset(given(...verified).state, 1)).then(passwordReset('new hash'));
  });

  test('the name of their stream has the account and the epoch, and each kind has streams of its own', () => {
    const { state } = given(...verified);
    const { stream } = requestedVerificationLink(state);
    expect(linkStreamOf(verificationLinks, stream)).toEqual({ userId: ADA, epoch: 2 });
    expect(linkStreamOf(resetLinks, stream)).toBeNull();
    expect(requestedResetLink(state).stream).not.toBe(stream);
  });
});
