import { describe, expect, test } from '@jest/globals';
import { canSignIn, LinkUsed, UnknownUser, WrongPassword } from '../../../src/domain/user/decisions.js';
import {
  changePassword,
  rehashPassword,
  requestPasswordReset,
  resetPassword,
} from '../../../src/domain/user/password-decisions.js';
import { userAt } from '../../../src/domain/user/user.js';
import type { User } from '../../../src/domain/user/user.js';
import { eventId, historyOf } from '../../support/domain/given-when-then.js';
import {
  abandoned,
  ADA,
  deactivated,
  emailChanged,
  emailChangeRequested,
  emailVerified,
  LATER,
  NOW,
  passwordChanged,
  passwordRehashed,
  passwordReset,
  passwordSet,
  reactivated,
  registered,
  resetLink,
  resetRequested,
  resetTimes,
} from '../../support/domain/user-history.js';
import { aSessionId } from '../../support/domain/ids.js';

const given = historyOf(userAt(ADA));
const verified = [registered, passwordSet, emailVerified];

describe('sign-in', () => {
  test('a sign-in requires a verified address and an active account', () => {
    expect(canSignIn(given(...verified).state)).toBe(true);
    expect(canSignIn(given(...verified, deactivated, reactivated).state)).toBe(true);
  });

  test.each([
    ['an unknown user', given()],
    ['an abandoned registration', given(abandoned)],
    ['an unverified address', given(registered, passwordSet)],
    ['a deactivated account', given(...verified, deactivated)],
  ])('%s cannot sign in', (_, history) => {
    expect(canSignIn(history.state)).toBe(false);
  });
});

describe('requests for a reset link', () => {
  const request = (user: User) => requestPasswordReset(user, LATER);

  test('an active account gets a reset link', () => {
    given(...verified)
      .when(request)
      .then(resetRequested());
  });

  test('an unverified account gets a reset link, because the link proves access to the mailbox', () => {
    given(registered, passwordSet).when(request).then(resetRequested());
  });

  test.each([
    ['an unknown user', given()],
    ['an abandoned registration', given(abandoned)],
    ['a deactivated account', given(...verified, deactivated)],
  ])('a request does nothing for %s', (_, history) => {
    history.when(request).thenNothing();
  });
});

describe('reset links', () => {
  const reset = (revision: number, now = NOW) => {
    return (user: User) =>
      resetPassword(user, resetLink(user, eventId(revision)), 'new hash', resetTimes(now));
  };

  test('the link sets the password', () => {
    given(...verified, resetRequested())
      .when(reset(3))
      .then(passwordReset('new hash'));
  });

  test('the link verifies the address, because it was mailed there', () => {
    given(registered, passwordSet, resetRequested())
      .when(reset(2))
      .then(passwordReset('new hash'), emailVerified);
  });

  test('the link works once (RST-3)', () => {
    given(...verified, resetRequested(), passwordReset('new hash'))
      .when(reset(3))
      .then(LinkUsed);
  });

  test('the link works until it expires, and is then rejected like a used one (RST-4)', () => {
    const history = given(...verified, resetRequested(NOW));
    history.when(reset(3, new Date(NOW.getTime() - 1))).then(passwordReset('new hash'));
    history.when(reset(3, NOW)).then(LinkUsed);
    history.when(reset(3, LATER)).then(LinkUsed);
  });

  test('a newer link replaces the link (RST-5)', () => {
    const history = given(...verified, resetRequested(), resetRequested());
    history.when(reset(3)).then(LinkUsed);
    history.when(reset(4)).then(passwordReset('new hash'));
  });

  test.each([
    ['a password change', [passwordChanged('another hash')]],
    ['an address change', [emailChangeRequested(), emailChanged]],
    ['a deactivation, even after reactivation', [deactivated, reactivated]],
  ])('the link is voided by %s (RST-5)', (_, events) => {
    given(...verified, resetRequested(), ...events)
      .when(reset(3))
      .then(LinkUsed);
  });

  test('the renewal of a hash does not void the link', () => {
    given(...verified, resetRequested(), passwordRehashed('renewed hash'))
      .when(reset(3))
      .then(passwordReset('new hash'));
  });

  test.each([
    ['an unknown user', given()],
    ['an abandoned registration', given(abandoned)],
    ['a deactivated account', given(...verified, resetRequested(), deactivated)],
  ])('the link of %s is rejected like a used one', (_, history) => {
    history.when(reset(3)).then(LinkUsed);
  });
});

describe('password changes', () => {
  const session = aSessionId('c2f8a1de-7b34-4c55-8e0f-6a9d3b2e1f07');
  const change = (confirmed: number) => {
    return (user: User) => changePassword(user, eventId(confirmed), 'new hash', session);
  };

  test('a password change keeps its own session', () => {
    given(...verified)
      .when(change(1))
      .then(passwordChanged('new hash', session));
  });

  test('a change is rejected if the password has changed since its confirmation', () => {
    given(...verified, passwordChanged('another hash'))
      .when(change(1))
      .then(WrongPassword);
    given(...verified, passwordReset('another hash'))
      .when(change(1))
      .then(WrongPassword);
  });

  test('a change is accepted if only the hash was renewed since the confirmation (LOG-5, PWD-6)', () => {
    given(...verified, passwordRehashed('renewed hash'))
      .when(change(1))
      .then(passwordChanged('new hash', session));
    given(...verified, passwordChanged('another hash'), passwordRehashed('renewed hash'))
      .when(change(1))
      .then(WrongPassword);
  });

  test('a change is rejected for an account without a password', () => {
    given(registered).when(change(1)).then(WrongPassword);
  });

  test('a change is rejected for an unknown account', () => {
    given().when(change(1)).then(UnknownUser);
    given(abandoned).when(change(1)).then(UnknownUser);
  });
});

describe('hash renewals (LOG-5)', () => {
  const renew = (user: User) => rehashPassword(user, 'first hash', 'renewed hash');

  test('a renewal replaces the verified hash', () => {
    given(...verified)
      .when(renew)
      .then(passwordRehashed('renewed hash'));
  });

  test.each([
    ['the password has changed since', given(...verified, passwordChanged('another hash'))],
    ['the hash was already renewed', given(...verified, passwordRehashed('renewed hash'))],
    ['the account is unknown', given()],
  ])('a renewal does nothing if %s', (_, history) => {
    history.when(renew).thenNothing();
  });
});
