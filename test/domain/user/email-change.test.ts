import { describe, expect, test } from '@jest/globals';
import {
  confirmEmailChange,
  requestEmailChange,
  SameAddress,
} from '../../../src/domain/user/email-decisions.js';
import { LinkUsed, UnknownUser, usesClaim, WrongPassword } from '../../../src/domain/user/decisions.js';
import { resetPassword } from '../../../src/domain/user/password-decisions.js';
import type { UserEvent } from '../../../src/domain/user/events.js';
import { userAt } from '../../../src/domain/user/user.js';
import type { User } from '../../../src/domain/user/user.js';
import { eventId, historyOf } from '../../support/domain/given-when-then.js';
import {
  abandoned,
  ADA,
  ADAS_CLAIM,
  deactivated,
  emailChanged,
  emailChangeRequested,
  emailVerified,
  LATER,
  NEW_CLAIM,
  NOW,
  passwordChanged,
  passwordRehashed,
  passwordReset,
  passwordSet,
  reactivated,
  registered,
  resetRequested,
  verificationRequested,
} from '../../support/domain/user-history.js';
import type { ClaimStream } from '../../../src/domain/ids.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';

const given = historyOf(userAt(ADA));
const verified = [registered, passwordSet, emailVerified];

describe('a request for another address', () => {
  const request = (confirmed: number, email = emailAddress('countess@example.com')) => {
    const address = { email, claim: NEW_CLAIM, linkExpires: LATER };
    return (user: User) => requestEmailChange(user, eventId(confirmed), address);
  };

  test('RST-13 is granted to who has confirmed the password', () => {
    given(...verified)
      .when(request(1))
      .then(emailChangeRequested());
  });

  test('RST-13 is refused where the password is another one since it was confirmed', () => {
    given(...verified, passwordChanged('another hash'))
      .when(request(1))
      .then(WrongPassword);
  });

  test('LOG-5, RST-13 is granted where only the hash was renewed since the password was confirmed', () => {
    given(...verified, passwordRehashed('renewed hash'))
      .when(request(1))
      .then(emailChangeRequested());
  });

  test('is refused for the address in force', () => {
    given(...verified)
      .when(request(1, emailAddress('ada@example.com')))
      .then(SameAddress);
  });

  test('is granted for another spelling of the address in force', () => {
    given(...verified)
      .when(request(1, emailAddress('Ada@example.com')))
      .then(emailChangeRequested(LATER, emailAddress('Ada@example.com')));
  });

  test('is refused to who is not there', () => {
    given().when(request(1)).then(UnknownUser);
    given(abandoned).when(request(1)).then(UnknownUser);
  });

  test('RST-13 leaves the address in force', () => {
    expect(given(...verified, emailChangeRequested()).state).toMatchObject({ email: 'ada@example.com' });
  });
});

describe('the link that was mailed to a new address', () => {
  const confirm = (revision: number, now = NOW) => {
    return (user: User) => confirmEmailChange(user, eventId(revision), now);
  };

  test('RST-13 takes the address into use, and tells which one it replaces', () => {
    given(...verified, emailChangeRequested())
      .when(confirm(3))
      .then(emailChanged);
  });

  test('RST-13 verifies the address that it was mailed to', () => {
    const { state } = given(registered, passwordSet, emailChangeRequested(), emailChanged);
    expect(state).toMatchObject({ email: 'countess@example.com', claim: NEW_CLAIM, verified: true });
  });

  test('RST-13 the verification of the old address does not take the new one into use', () => {
    const history = given(registered, verificationRequested(), emailChangeRequested(), emailVerified);
    expect(history.state).toMatchObject({ email: 'ada@example.com' });
    history.when(confirm(1)).then(LinkUsed);
    history.when(confirm(2)).then(emailChanged);
  });

  test('RST-3 works once', () => {
    given(...verified, emailChangeRequested(), emailChanged)
      .when(confirm(3))
      .then(LinkUsed);
  });

  test('RST-4 works until the very instant of its expiry, and is then refused like a used one', () => {
    const history = given(...verified, emailChangeRequested(NOW));
    history.when(confirm(3, new Date(NOW.getTime() - 1))).then(emailChanged);
    history.when(confirm(3, NOW)).then(LinkUsed);
    history.when(confirm(3, LATER)).then(LinkUsed);
  });

  test('RST-5 is replaced by a newer one', () => {
    const history = given(...verified, emailChangeRequested(), emailChangeRequested());
    history.when(confirm(3)).then(LinkUsed);
    history.when(confirm(4)).then(emailChanged);
  });

  test.each<[string, UserEvent[]]>([
    ['RST-7 a reset of the password', [resetRequested(), passwordReset('new hash')]],
    ['RST-5 a change of the password', [passwordChanged('new hash')]],
    ['a deactivation, for good', [deactivated, reactivated]],
  ])('dies by %s', (_, events) => {
    given(...verified, emailChangeRequested(), ...events)
      .when(confirm(3))
      .then(LinkUsed);
  });

  test.each([
    ['nobody', given()],
    ['a registration that was given up', given(abandoned)],
    ['a deactivated account', given(...verified, emailChangeRequested(), deactivated)],
  ])('of %s is refused like a used one', (_, history) => {
    history.when(confirm(3)).then(LinkUsed);
  });

  test('RST-6 is no reset link', () => {
    given(...verified, emailChangeRequested())
      .when((user) => resetPassword(user, eventId(3), 'new hash', NOW))
      .then(LinkUsed);
  });
});

describe('a claim', () => {
  const used = (claim: ClaimStream, ...history: UserEvent[]) =>
    usesClaim(given(...history).state, claim, NOW);

  test('is in use for the address in force', () => {
    expect(used(ADAS_CLAIM, ...verified)).toBe(true);
    expect(used(ADAS_CLAIM, ...verified, deactivated)).toBe(true);
    expect(used(NEW_CLAIM, ...verified, emailChangeRequested(), emailChanged)).toBe(true);
  });

  test('is in use for an address that may still be confirmed', () => {
    expect(used(NEW_CLAIM, ...verified, emailChangeRequested(LATER))).toBe(true);
    expect(used(NEW_CLAIM, ...verified, emailChangeRequested(NOW))).toBe(false);
  });

  test('is not in use for an address of the past, of another, or of nobody', () => {
    expect(used(ADAS_CLAIM, ...verified, emailChangeRequested(), emailChanged)).toBe(false);
    expect(used(NEW_CLAIM, ...verified)).toBe(false);
    expect(used(ADAS_CLAIM)).toBe(false);
    expect(used(ADAS_CLAIM, abandoned)).toBe(false);
  });
});
