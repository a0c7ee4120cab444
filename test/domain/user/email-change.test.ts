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
import { passkeyAdded, secondFactorDemanded, totpAdded } from '../../support/domain/factor-events.js';
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
  resetLink,
  resetRequested,
  resetTimes,
  verificationRequested,
} from '../../support/domain/user-history.js';
import type { ClaimStream } from '../../../src/domain/ids.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';

const given = historyOf(userAt(ADA));
const verified = [registered, passwordSet, emailVerified];
const passwordRemoved: UserEvent = { type: 'PasswordRemoved', data: {} };

describe('requests for an address change', () => {
  const request = (confirmed: number, email = emailAddress('countess@example.com')) => {
    const address = { email, claim: NEW_CLAIM, linkExpires: LATER };
    return (user: User) => requestEmailChange(user, eventId(confirmed), address);
  };

  test('a request with the confirmed password is accepted (RST-13)', () => {
    given(...verified)
      .when(request(1))
      .then(emailChangeRequested());
  });

  test('a request is rejected if the password has changed since its confirmation (RST-13)', () => {
    given(...verified, passwordChanged('another hash'))
      .when(request(1))
      .then(WrongPassword);
  });

  test('a request is accepted if only the hash was renewed since the confirmation (LOG-5, RST-13)', () => {
    given(...verified, passwordRehashed('renewed hash'))
      .when(request(1))
      .then(emailChangeRequested());
  });

  test('a request for the current address is rejected', () => {
    given(...verified)
      .when(request(1, emailAddress('ada@example.com')))
      .then(SameAddress);
  });

  test('a request for another spelling of the current address is accepted', () => {
    given(...verified)
      .when(request(1, emailAddress('Ada@example.com')))
      .then(emailChangeRequested(LATER, emailAddress('Ada@example.com')));
  });

  test('a request for an unknown account is rejected', () => {
    given().when(request(1)).then(UnknownUser);
    given(abandoned).when(request(1)).then(UnknownUser);
  });

  test('a request leaves the current address in force (RST-13)', () => {
    expect(given(...verified, emailChangeRequested()).state).toMatchObject({ email: 'ada@example.com' });
  });
});

describe('the confirmation link of a new address', () => {
  const confirm = (revision: number, now = NOW) => {
    return (user: User) => confirmEmailChange(user, eventId(revision), now);
  };

  test('the link changes the address and records the previous one (RST-13)', () => {
    given(...verified, emailChangeRequested())
      .when(confirm(3))
      .then(emailChanged);
  });

  test('the link verifies the new address (RST-13)', () => {
    const { state } = given(registered, passwordSet, emailChangeRequested(), emailChanged);
    expect(state).toMatchObject({ email: 'countess@example.com', claim: NEW_CLAIM, verified: true });
  });

  test('verifying the old address does not confirm the new one (RST-13)', () => {
    const history = given(registered, verificationRequested(), emailChangeRequested(), emailVerified);
    expect(history.state).toMatchObject({ email: 'ada@example.com' });
    history.when(confirm(1)).then(LinkUsed);
    history.when(confirm(2)).then(emailChanged);
  });

  test('the link works once (RST-3)', () => {
    given(...verified, emailChangeRequested(), emailChanged)
      .when(confirm(3))
      .then(LinkUsed);
  });

  test('the link works until it expires, and is then rejected like a used one (RST-4)', () => {
    const history = given(...verified, emailChangeRequested(NOW));
    history.when(confirm(3, new Date(NOW.getTime() - 1))).then(emailChanged);
    history.when(confirm(3, NOW)).then(LinkUsed);
    history.when(confirm(3, LATER)).then(LinkUsed);
  });

  test('a newer link replaces the link (RST-5)', () => {
    const history = given(...verified, emailChangeRequested(), emailChangeRequested());
    history.when(confirm(3)).then(LinkUsed);
    history.when(confirm(4)).then(emailChanged);
  });

  test.each<[string, UserEvent[]]>([
    ['a password reset (RST-7)', [resetRequested(), passwordReset('new hash')]],
    ['a password change (RST-5)', [passwordChanged('new hash')]],
    ['the removal of the password', [passwordRemoved]],
    ['a deactivation, even after reactivation', [deactivated, reactivated]],
    ['a new authenticator app', [totpAdded()]],
    ['a new passkey', [passkeyAdded()]],
    ['a demand for a second factor', [secondFactorDemanded]],
  ])('the link is voided by %s', (_, events) => {
    given(...verified, emailChangeRequested(), ...events)
      .when(confirm(3))
      .then(LinkUsed);
  });

  test.each([
    ['an unknown user', given()],
    ['an abandoned registration', given(abandoned)],
    ['a deactivated account', given(...verified, emailChangeRequested(), deactivated)],
  ])('the link of %s is rejected like a used one', (_, history) => {
    history.when(confirm(3)).then(LinkUsed);
  });

  test('the link cannot reset the password (RST-6)', () => {
    given(...verified, emailChangeRequested())
      .when((user) => resetPassword(user, resetLink(user, eventId(3)), 'new hash', resetTimes()))
      .then(LinkUsed);
  });
});

describe('claims of an account', () => {
  const used = (claim: ClaimStream, ...history: UserEvent[]) =>
    usesClaim(given(...history).state, claim, NOW);

  test('the claim on the current address is in use', () => {
    expect(used(ADAS_CLAIM, ...verified)).toBe(true);
    expect(used(ADAS_CLAIM, ...verified, deactivated)).toBe(true);
    expect(used(NEW_CLAIM, ...verified, emailChangeRequested(), emailChanged)).toBe(true);
  });

  test('the claim on a pending address is in use until the link expires', () => {
    expect(used(NEW_CLAIM, ...verified, emailChangeRequested(LATER))).toBe(true);
    expect(used(NEW_CLAIM, ...verified, emailChangeRequested(NOW))).toBe(false);
  });

  test('claims on past addresses, foreign addresses and unknown accounts are not in use', () => {
    expect(used(ADAS_CLAIM, ...verified, emailChangeRequested(), emailChanged)).toBe(false);
    expect(used(NEW_CLAIM, ...verified)).toBe(false);
    expect(used(NEW_CLAIM, ...verified, emailChangeRequested(), totpAdded())).toBe(false);
    expect(used(ADAS_CLAIM)).toBe(false);
    expect(used(ADAS_CLAIM, abandoned)).toBe(false);
  });
});
