import { describe, expect, test } from '@jest/globals';
import { ERASED } from '../../../src/domain/event.js';
import {
  abandonRegistration,
  LinkUsed,
  register,
  RegistrationLapsed,
} from '../../../src/domain/user/decisions.js';
import { requestVerification, verifyEmail } from '../../../src/domain/user/email-decisions.js';
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

describe('a registration', () => {
  const form = {
    email: emailAddress('ada@example.com'),
    claim: ADAS_CLAIM,
    username: 'ada',
    passwordHash: 'first hash',
    linkExpires: LATER,
  };

  test('opens the account, sets its password and asks for the verification of its address', () => {
    given()
      .when((user) => register(user, form))
      .then(registered, passwordSet, verificationRequested());
  });

  test('comes too late for a stream that was closed to it', () => {
    given(abandoned)
      .when((user) => register(user, form))
      .then(RegistrationLapsed);
  });

  test('never writes to an account that is there', () => {
    given(registered)
      .when((user) => register(user, form))
      .then(RegistrationLapsed);
  });

  test('GDP-2 never writes to an account that was erased', () => {
    given({ type: 'UserRegistered', data: { email: ERASED, username: ERASED, claim: ADAS_CLAIM } })
      .when((user) => register(user, form))
      .then(RegistrationLapsed);
  });

  test('that never came is given up for good', () => {
    given().when(abandonRegistration).then(abandoned);
  });

  test('is given up once', () => {
    given(abandoned).when(abandonRegistration).thenNothing();
  });

  test('that came is not given up', () => {
    given(registered).when(abandonRegistration).thenNothing();
  });

  test('stays given up whatever is recorded after it', () => {
    expect(given(abandoned, passwordSet, emailVerified).state).toEqual({ status: 'abandoned', id: ADA });
  });
});

describe('a request for a verification link', () => {
  const request = (user: Parameters<typeof requestVerification>[0]) => requestVerification(user, LATER);

  test('is granted while the address is not verified', () => {
    given(registered, verificationRequested()).when(request).then(verificationRequested());
  });

  test.each([
    ['for nobody', given()],
    ['for a registration that was given up', given(abandoned)],
    ['for a verified address', given(registered, verificationRequested(), emailVerified)],
    ['for a deactivated account', given(registered, verificationRequested(), deactivated)],
  ])('changes nothing %s', (_, history) => {
    history.when(request).thenNothing();
  });
});

describe('a verification link', () => {
  const verify = (revision: number, now = NOW) => {
    return (user: Parameters<typeof verifyEmail>[0]) => verifyEmail(user, eventId(revision), now);
  };

  test('verifies the address', () => {
    given(registered, verificationRequested()).when(verify(1)).then(emailVerified);
  });

  test('RST-3 works once', () => {
    given(registered, verificationRequested(), emailVerified).when(verify(1)).then(LinkUsed);
  });

  test('RST-5 is replaced by a newer one', () => {
    const history = given(registered, verificationRequested(), verificationRequested());
    history.when(verify(1)).then(LinkUsed);
    history.when(verify(2)).then(emailVerified);
  });

  test('RST-4 works until the very instant of its expiry, and is then refused like a used one', () => {
    const history = given(registered, verificationRequested(NOW));
    history.when(verify(1, new Date(NOW.getTime() - 1))).then(emailVerified);
    history.when(verify(1, NOW)).then(LinkUsed);
    history.when(verify(1, LATER)).then(LinkUsed);
  });

  test('does not work by the id of another event of the account', () => {
    given(registered, verificationRequested()).when(verify(0)).then(LinkUsed);
  });

  test('rests while the account is deactivated', () => {
    given(registered, verificationRequested(), deactivated).when(verify(1)).then(LinkUsed);
    given(registered, verificationRequested(), deactivated, reactivated).when(verify(1)).then(emailVerified);
  });

  test.each([
    ['nobody', given()],
    ['a registration that was given up', given(abandoned)],
  ])('of %s is refused like a used one', (_, history) => {
    history.when(verify(0)).then(LinkUsed);
  });
});
