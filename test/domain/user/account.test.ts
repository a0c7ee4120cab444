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

const nobodies = [
  ['nobody', given()],
  ['a registration that was given up', given(abandoned)],
  ['an erased account', given(erased, passwordSet)],
] as const;

describe('a profile', () => {
  const rename = (username: string) => (user: User) => updateProfile(user, { username });

  test('takes a new name', () => {
    given(registered).when(rename('countess')).then(profileUpdated('countess'));
  });

  test('is left as it is by the name that it has', () => {
    given(registered).when(rename('ada')).thenNothing();
    given(registered, profileUpdated('countess')).when(rename('countess')).thenNothing();
  });

  test.each(nobodies)('of %s cannot be changed', (_, history) => {
    history.when(rename('countess')).then(UnknownUser);
  });
});

describe('an account', () => {
  test('is deactivated for a reason', () => {
    given(registered)
      .when((user) => deactivate(user, 'asked by phone'))
      .then({ type: 'UserDeactivated', data: { reason: 'asked by phone' } });
  });

  test('is deactivated once', () => {
    given(registered, deactivated)
      .when((user) => deactivate(user, 'again'))
      .thenNothing();
  });

  test('is reactivated for a reason', () => {
    given(registered, deactivated)
      .when((user) => reactivate(user, 'asked by phone'))
      .then({ type: 'UserReactivated', data: { reason: 'asked by phone' } });
  });

  test('that is active is not reactivated', () => {
    given(registered)
      .when((user) => reactivate(user, null))
      .thenNothing();
    given(registered, deactivated, reactivated)
      .when((user) => reactivate(user, null))
      .thenNothing();
  });

  test.each(nobodies)('of %s is neither deactivated nor reactivated', (_, history) => {
    history.when((user) => deactivate(user, null)).then(UnknownUser);
    history.when((user) => reactivate(user, null)).then(UnknownUser);
  });

  test('keeps its verification, name and password through a deactivation', () => {
    const history = [registered, passwordSet, emailVerified] as const;
    const { state } = given(...history, deactivated, reactivated);
    expect(state).toMatchObject({ active: true, verified: true, username: 'ada', password: 'first hash' });
  });
});

describe('ADM-12 the revision that a caller has seen', () => {
  const { state: account } = given(registered, passwordSet);

  test('lets pass where it is the newest, or where the caller names none', () => {
    expect(atRevision(account, 1)).toBe(account);
    expect(atRevision(account, null)).toBe(account);
  });

  test.each([0, 2])('refuses where it is another: %d', (revision) => {
    expect(() => atRevision(account, revision)).toThrow(RevisionMismatch);
  });

  test.each(nobodies)('cannot be of %s', (_, history) => {
    expect(() => atRevision(history.state, 0)).toThrow(UnknownUser);
    expect(() => requireRegistered(history.state)).toThrow(UnknownUser);
  });
});

describe('a user whose key was destroyed', () => {
  test('GDP-2 reads as erased, whatever happened before and after', () => {
    const { state } = given(erased, passwordSet, emailVerified, deactivated);
    expect(state).toEqual({ status: 'erased', id: ADA });
  });

  test('GDP-2 reads as erased also where only a later event had personal fields', () => {
    const { state } = given(registered, { type: 'PasswordSet', data: { password_hash: ERASED } });
    expect(state).toEqual({ status: 'erased', id: ADA });
  });
});

test('the stream of a user names the user, and no other stream does', () => {
  expect(userOfStream(userStream(ADA))).toBe(ADA);
  expect(userOfStream(`session-${ADA}`)).toBeNull();
});
