import { describe, expect, test } from '@jest/globals';
import { ERASED } from '../../../src/domain/event.js';
import {
  abandonRegistration,
  LinkUsed,
  register,
  RegistrationLapsed,
} from '../../../src/domain/user/decisions.js';
import { requestVerification, verifyEmail } from '../../../src/domain/user/email-decisions.js';
import { requestedVerificationLink } from '../../../src/domain/user/requested-link.js';
import { userAt } from '../../../src/domain/user/user.js';
import { eventId, historyOf } from '../../support/domain/given-when-then.js';
import {
  abandoned,
  ADA,
  ADAS_CLAIM,
  deactivated,
  emailVerified,
  LATER,
  NOW,
  passwordSet,
  reactivated,
  registered,
  verificationRequested,
} from '../../support/domain/user-history.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';

const given = historyOf(userAt(ADA));

describe('registrations', () => {
  const form = {
    email: emailAddress('ada@example.com'),
    claim: ADAS_CLAIM,
    username: 'ada',
    passwordHash: 'first hash',
    linkExpires: LATER,
  };

  test('a registration opens the account, sets its password and requests verification', () => {
    given()
      .when((user) => register(user, form))
      .then(registered, passwordSet, verificationRequested());
  });

  test('a registration on an abandoned stream is rejected', () => {
    given(abandoned)
      .when((user) => register(user, form))
      .then(RegistrationLapsed);
  });

  test('a registration on an existing account is rejected', () => {
    given(registered)
      .when((user) => register(user, form))
      .then(RegistrationLapsed);
  });

  test('a registration on an erased account is rejected (GDP-2)', () => {
    given({ type: 'UserRegistered', data: { email: ERASED, username: ERASED, claim: ADAS_CLAIM } })
      .when((user) => register(user, form))
      .then(RegistrationLapsed);
  });

  test('a registration that never followed is abandoned for good', () => {
    given().when(abandonRegistration).then(abandoned);
  });

  test('a repeated abandonment does nothing', () => {
    given(abandoned).when(abandonRegistration).thenNothing();
  });

  test('a completed registration is not abandoned', () => {
    given(registered).when(abandonRegistration).thenNothing();
  });

  test('an abandoned registration stays abandoned whatever follows', () => {
    expect(given(abandoned, passwordSet, emailVerified).state).toEqual({ status: 'abandoned', id: ADA });
  });
});

describe('requests for a verification link', () => {
  const request = (user: Parameters<typeof requestVerification>[0]) => requestVerification(user, LATER);

  test('an unverified account gets a verification link', () => {
    given(registered, verificationRequested()).when(request).then(verificationRequested());
  });

  test.each([
    ['for an unknown user', given()],
    ['for an abandoned registration', given(abandoned)],
    ['for a verified address', given(registered, verificationRequested(), emailVerified)],
    ['for a deactivated account', given(registered, verificationRequested(), deactivated)],
  ])('a request does nothing %s', (_, history) => {
    history.when(request).thenNothing();
  });
});

describe('verification links', () => {
  const verify = (revision: number, now = NOW) => {
    return (user: Parameters<typeof verifyEmail>[0]) =>
      verifyEmail(user, requestedVerificationLink(user).initial, eventId(revision), now);
  };

  test('the link verifies the address', () => {
    given(registered, verificationRequested()).when(verify(1)).then(emailVerified);
  });

  test('the link works once (RST-3)', () => {
    given(registered, verificationRequested(), emailVerified).when(verify(1)).then(LinkUsed);
  });

  test('a newer link replaces the link (RST-5)', () => {
    const history = given(registered, verificationRequested(), verificationRequested());
    history.when(verify(1)).then(LinkUsed);
    history.when(verify(2)).then(emailVerified);
  });

  test('the link works until it expires, and is then rejected like a used one (RST-4)', () => {
    const history = given(registered, verificationRequested(NOW));
    history.when(verify(1, new Date(NOW.getTime() - 1))).then(emailVerified);
    history.when(verify(1, NOW)).then(LinkUsed);
    history.when(verify(1, LATER)).then(LinkUsed);
  });

  test('the id of another event of the account is not a link', () => {
    given(registered, verificationRequested()).when(verify(0)).then(LinkUsed);
  });

  test('a deactivation invalidates the link, also after a reactivation (RST-5)', () => {
    const history = [registered, verificationRequested(), deactivated] as const;
    given(...history)
      .when(verify(1))
      .then(LinkUsed);
    given(...history, reactivated)
      .when(verify(1))
      .then(LinkUsed);
    given(...history, reactivated, verificationRequested())
      .when(verify(4))
      .then(emailVerified);
  });

  test.each([
    ['an unknown user', given()],
    ['an abandoned registration', given(abandoned)],
  ])('the link of %s is rejected like a used one', (_, history) => {
    history.when(verify(0)).then(LinkUsed);
  });
});
