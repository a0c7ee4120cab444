import { describe, expect, test } from '@jest/globals';
import { endSession } from '../../../src/domain/session/decisions.js';
import { isActive } from '../../../src/domain/policies/active-session.js';
import type { SessionEvent } from '../../../src/domain/session/events.js';
import { sessionAt, sessionOfStream } from '../../../src/domain/session/session.js';
import type { UserEvent } from '../../../src/domain/user/events.js';
import { userAt } from '../../../src/domain/user/user.js';
import { historyOf } from '../../support/domain/given-when-then.js';
import {
  abandoned,
  ADA,
  deactivated,
  emailVerified,
  passwordChanged,
  passwordReset,
  passwordSet,
  profileUpdated,
  reactivated,
  registered,
} from '../../support/domain/user-history.js';
import { aSessionId } from '../../support/domain/ids.js';
import { sessionStarted } from '../../support/domain/session-events.js';

const THIS = aSessionId('c2f8a1de-7b34-4c55-8e0f-6a9d3b2e1f07');
const OTHER = aSessionId('7d5e1b9a-63c4-4f28-a1b0-c9e2f4d68a13');

const given = historyOf(sessionAt(THIS));
const user = historyOf(userAt(ADA));
/** The account at revision 2, on which the session is decided. */
const before: UserEvent[] = [registered, passwordSet, emailVerified];

function started(userRevision = 2): SessionEvent {
  return sessionStarted(ADA, { user_revision: userRevision });
}

function ended(reason: 'signed_out' | 'refresh_token_reused'): SessionEvent {
  return { type: 'SessionEnded', data: { user_id: ADA, reason } };
}

describe('the end of a session (TOK-8)', () => {
  test('the end of a session is recorded once, with its reason', () => {
    for (const reason of ['signed_out', 'refresh_token_reused'] as const) {
      given(started())
        .when((session) => endSession(session, reason))
        .then(ended(reason));
    }
    given(started(), ended('signed_out'))
      .when((session) => endSession(session, 'refresh_token_reused'))
      .thenNothing();
  });

  test('an unknown session has no end', () => {
    given()
      .when((session) => endSession(session, 'signed_out'))
      .thenNothing();
  });

  test('an ended session is not active', () => {
    expect(isActive(user(...before).state, given(started(), ended('signed_out')).state)).toBe(false);
    expect(isActive(user(...before).state, given().state)).toBe(false);
  });
});

describe('account events and sessions (REF-8, REF-9)', () => {
  test.each<[string, UserEvent[]]>([
    ['nothing happens', []],
    ['the profile changes', [profileUpdated('countess')]],
    ['the password is changed in the session itself', [passwordChanged('hash', THIS)]],
  ])('a session stays active while %s', (_, events) => {
    expect(isActive(user(...before, ...events).state, given(started()).state)).toBe(true);
  });

  test.each<[string, UserEvent[]]>([
    ['a password change in another session', [passwordChanged('hash', OTHER)]],
    ['a password change that keeps no session', [passwordChanged('hash', null)]],
    ['a password reset', [passwordReset('hash')]],
    ['a deactivation of the account', [deactivated]],
    ['a deactivation and reactivation of the account', [deactivated, reactivated]],
    [
      'a later password change in another session',
      [passwordChanged('hash', THIS), passwordChanged('hash', OTHER)],
    ],
  ])('a session is not active after %s', (_, events) => {
    expect(isActive(user(...before, ...events).state, given(started()).state)).toBe(false);
  });

  test('a session that starts after the end of others is active', () => {
    const account = user(...before, passwordReset('hash')).state;
    expect(isActive(account, given(started(3)).state)).toBe(true);
    expect(isActive(account, given(started(2)).state)).toBe(false);
  });

  test('a session without an account is not active', () => {
    expect(isActive(user().state, given(started()).state)).toBe(false);
    expect(isActive(user(abandoned).state, given(started()).state)).toBe(false);
  });
});

test('only a session stream has a session id', () => {
  expect(sessionOfStream(sessionAt(THIS).stream)).toBe(THIS);
  expect(sessionOfStream(`user-${ADA}`)).toBeNull();
});
