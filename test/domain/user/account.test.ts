import { describe, expect, test } from '@jest/globals';
import { ERASED } from '../../../src/domain/event.js';
import {
  atRevision,
  deactivate,
  requireRegistered,
  reactivate,
  RevisionMismatch,
  UnknownUser,
  updateProfile,
} from '../../../src/domain/user/decisions.js';
import type { UserEvent } from '../../../src/domain/user/events.js';
import { userAt, userOfStream, userStream } from '../../../src/domain/user/user.js';
import type { User } from '../../../src/domain/user/user.js';
import { historyOf } from '../../support/domain/given-when-then.js';
import {
  abandoned,
  ADA,
  ADAS_CLAIM,
  deactivated,
  emailVerified,
  passwordSet,
  profileUpdated,
  reactivated,
  registered,
} from '../../support/domain/user-history.js';

const given = historyOf(userAt(ADA));
const erased: UserEvent = {
  type: 'UserRegistered',
  data: { email: ERASED, username: ERASED, claim: ADAS_CLAIM },
};

const missingAccounts = [
  ['an unknown user', given()],
  ['an abandoned registration', given(abandoned)],
  ['an erased account', given(erased, passwordSet)],
] as const;

describe('profiles', () => {
  const rename = (username: string) => (user: User) => updateProfile(user, { username });

  test('the username can change', () => {
    given(registered).when(rename('countess')).then(profileUpdated('countess'));
  });

  test('an unchanged username does nothing', () => {
    given(registered).when(rename('ada')).thenNothing();
    given(registered, profileUpdated('countess')).when(rename('countess')).thenNothing();
  });

  test.each(missingAccounts)('the profile of %s cannot change', (_, history) => {
    history.when(rename('countess')).then(UnknownUser);
  });
});

describe('deactivation and reactivation', () => {
  test('a deactivation has a reason', () => {
    given(registered)
      .when((user) => deactivate(user, 'asked by phone'))
      .then({ type: 'UserDeactivated', data: { reason: 'asked by phone' } });
  });

  test('a repeated deactivation does nothing', () => {
    given(registered, deactivated)
      .when((user) => deactivate(user, 'again'))
      .thenNothing();
  });

  test('a reactivation has a reason', () => {
    given(registered, deactivated)
      .when((user) => reactivate(user, 'asked by phone'))
      .then({ type: 'UserReactivated', data: { reason: 'asked by phone' } });
  });

  test('a reactivation of an active account does nothing', () => {
    given(registered)
      .when((user) => reactivate(user, null))
      .thenNothing();
    given(registered, deactivated, reactivated)
      .when((user) => reactivate(user, null))
      .thenNothing();
  });

  test.each(missingAccounts)('%s can be neither deactivated nor reactivated', (_, history) => {
    history.when((user) => deactivate(user, null)).then(UnknownUser);
    history.when((user) => reactivate(user, null)).then(UnknownUser);
  });

  test('a deactivation keeps verification, username and password', () => {
    const history = [registered, passwordSet, emailVerified] as const;
    const { state } = given(...history, deactivated, reactivated);
    expect(state).toMatchObject({ active: true, verified: true, username: 'ada', password: 'first hash' });
  });
});

describe('expected revisions (ADM-12)', () => {
  const { state: account } = given(registered, passwordSet);

  test('the newest revision and no revision are accepted', () => {
    expect(atRevision(account, 1)).toBe(account);
    expect(atRevision(account, null)).toBe(account);
  });

  test.each([0, 2])('another revision is rejected: %d', (revision) => {
    expect(() => atRevision(account, revision)).toThrow(RevisionMismatch);
  });

  test.each(missingAccounts)('an expected revision of %s is rejected', (_, history) => {
    expect(() => atRevision(history.state, 0)).toThrow(UnknownUser);
    expect(() => requireRegistered(history.state)).toThrow(UnknownUser);
  });
});

describe('users whose data key is destroyed', () => {
  test('a user reads as erased, whatever happened before and after (GDP-2)', () => {
    const { state } = given(erased, passwordSet, emailVerified, deactivated);
    expect(state).toEqual({ status: 'erased', id: ADA, isRecorded: false });
  });

  test('a user reads as erased if only a later event has personal fields (GDP-2)', () => {
    const { state } = given(registered, { type: 'PasswordSet', data: { password_hash: ERASED } });
    expect(state).toEqual({ status: 'erased', id: ADA, isRecorded: false });
  });
});

test('only a user stream has a user id', () => {
  expect(userOfStream(userStream(ADA))).toBe(ADA);
  expect(userOfStream(`session-${ADA}`)).toBeNull();
});
