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
  resetRequested,
} from '../../support/domain/user-history.js';
import { aSessionId } from '../../support/domain/ids.js';

const given = historyOf(userAt(ADA));
const verified = [registered, passwordSet, emailVerified];

describe('signing in', () => {
  test('needs a verified address and an active account', () => {
    expect(canSignIn(given(...verified).state)).toBe(true);
    expect(canSignIn(given(...verified, deactivated, reactivated).state)).toBe(true);
  });

  test.each([
    ['nobody', given()],
    ['a registration that was given up', given(abandoned)],
    ['an address that is not verified', given(registered, passwordSet)],
    ['a deactivated account', given(...verified, deactivated)],
  ])('is not for %s', (_, history) => {
    expect(canSignIn(history.state)).toBe(false);
  });
});

describe('a request for a reset link', () => {
  const request = (user: User) => requestPasswordReset(user, LATER);

  test('is granted to an active account', () => {
    given(...verified)
      .when(request)
      .then(resetRequested());
  });

  test('is granted before the address is verified: the link shows whose mailbox it is', () => {
    given(registered, passwordSet).when(request).then(resetRequested());
  });

  test.each([
    ['nobody', given()],
    ['a registration that was given up', given(abandoned)],
    ['a deactivated account', given(...verified, deactivated)],
  ])('changes nothing for %s', (_, history) => {
    history.when(request).thenNothing();
  });
});

describe('a reset link', () => {
  const reset = (revision: number, now = NOW) => {
    return (user: User) => resetPassword(user, eventId(revision), 'new hash', now);
  };

  test('sets the password', () => {
    given(...verified, resetRequested())
      .when(reset(3))
      .then(passwordReset('new hash'));
  });

  test('verifies the address as well, since it was mailed there', () => {
    given(registered, passwordSet, resetRequested())
      .when(reset(2))
      .then(passwordReset('new hash'), emailVerified);
  });

  test('RST-3 works once', () => {
    given(...verified, resetRequested(), passwordReset('new hash'))
      .when(reset(3))
      .then(LinkUsed);
  });

  test('RST-4 works until the very instant of its expiry, and is then refused like a used one', () => {
    const history = given(...verified, resetRequested(NOW));
    history.when(reset(3, new Date(NOW.getTime() - 1))).then(passwordReset('new hash'));
    history.when(reset(3, NOW)).then(LinkUsed);
    history.when(reset(3, LATER)).then(LinkUsed);
  });

  test('RST-5 is replaced by a newer one', () => {
    const history = given(...verified, resetRequested(), resetRequested());
    history.when(reset(3)).then(LinkUsed);
    history.when(reset(4)).then(passwordReset('new hash'));
  });

  test.each([
    ['a change of the password', [passwordChanged('another hash')]],
    ['a change of the address', [emailChangeRequested(), emailChanged]],
    ['a deactivation, for good', [deactivated, reactivated]],
  ])('RST-5 dies by %s', (_, events) => {
    given(...verified, resetRequested(), ...events)
      .when(reset(3))
      .then(LinkUsed);
  });

  test('outlives the renewal of a hash, which changes no password', () => {
    given(...verified, resetRequested(), passwordRehashed('renewed hash'))
      .when(reset(3))
      .then(passwordReset('new hash'));
  });

  test.each([
    ['nobody', given()],
    ['a registration that was given up', given(abandoned)],
    ['a deactivated account', given(...verified, resetRequested(), deactivated)],
  ])('of %s is refused like a used one', (_, history) => {
    history.when(reset(3)).then(LinkUsed);
  });
});

describe('a change of the password', () => {
  const session = aSessionId('c2f8a1de-7b34-4c55-8e0f-6a9d3b2e1f07');
  const change = (confirmed: number) => {
    return (user: User) => changePassword(user, eventId(confirmed), 'new hash', session);
  };

  test('keeps the one session that it is asked in', () => {
    given(...verified)
      .when(change(1))
      .then(passwordChanged('new hash', session));
  });

  test('is refused where the password is another one since it was confirmed', () => {
    given(...verified, passwordChanged('another hash'))
      .when(change(1))
      .then(WrongPassword);
    given(...verified, passwordReset('another hash'))
      .when(change(1))
      .then(WrongPassword);
  });

  test('LOG-5, PWD-6 is granted where only the hash was renewed since the password was confirmed', () => {
    given(...verified, passwordRehashed('renewed hash'))
      .when(change(1))
      .then(passwordChanged('new hash', session));
    given(...verified, passwordChanged('another hash'), passwordRehashed('renewed hash'))
      .when(change(1))
      .then(WrongPassword);
  });

  test('is refused to an account without a password', () => {
    given(registered).when(change(1)).then(WrongPassword);
  });

  test('is refused to who is not there', () => {
    given().when(change(1)).then(UnknownUser);
    given(abandoned).when(change(1)).then(UnknownUser);
  });
});

describe('LOG-5 the renewal of a hash', () => {
  const renew = (user: User) => rehashPassword(user, 'first hash', 'renewed hash');

  test('replaces the hash that was verified', () => {
    given(...verified)
      .when(renew)
      .then(passwordRehashed('renewed hash'));
  });

  test.each([
    ['the password was changed in the meantime', given(...verified, passwordChanged('another hash'))],
    ['it was renewed before', given(...verified, passwordRehashed('renewed hash'))],
    ['there is no account', given()],
  ])('changes nothing where %s', (_, history) => {
    history.when(renew).thenNothing();
  });
});
