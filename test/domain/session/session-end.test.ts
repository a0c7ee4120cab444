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

const THIS = aSessionId('c2f8a1de-7b34-4c55-8e0f-6a9d3b2e1f07');
const OTHER = aSessionId('7d5e1b9a-63c4-4f28-a1b0-c9e2f4d68a13');

const given = historyOf(sessionAt(THIS));
const user = historyOf(userAt(ADA));
/** What was there when the session was decided on, at revision 2. */
const before: UserEvent[] = [registered, passwordSet, emailVerified];

function started(userRevision = 2): SessionEvent {
  return {
    type: 'SessionStarted',
    data: {
      user_id: ADA,
      user_revision: userRevision,
      amr: ['pwd'],
      device: 'Firefox on Linux',
      notice: null,
      provider: null,
    },
  };
}

function ended(reason: 'signed_out' | 'refresh_token_reused'): SessionEvent {
  return { type: 'SessionEnded', data: { user_id: ADA, reason } };
}

describe('TOK-8 the end of a session', () => {
  test('is recorded with its reason, once', () => {
    for (const reason of ['signed_out', 'refresh_token_reused'] as const) {
      given(started())
        .when((session) => endSession(session, reason))
        .then(ended(reason));
    }
    given(started(), ended('signed_out'))
      .when((session) => endSession(session, 'refresh_token_reused'))
      .thenNothing();
  });

  test('is none of a session that never was', () => {
    given()
      .when((session) => endSession(session, 'signed_out'))
      .thenNothing();
  });

  test('leaves nothing that goes on', () => {
    expect(isActive(user(...before).state, given(started(), ended('signed_out')).state)).toBe(false);
    expect(isActive(user(...before).state, given().state)).toBe(false);
  });
});

describe('REF-8, REF-9 a session', () => {
  test.each<[string, UserEvent[]]>([
    ['nothing happens', []],
    ['the profile changes', [profileUpdated('countess')]],
    ['the password is changed in it', [passwordChanged('hash', THIS)]],
  ])('goes on while %s', (_, events) => {
    expect(isActive(user(...before, ...events).state, given(started()).state)).toBe(true);
  });

  test.each<[string, UserEvent[]]>([
    ['a change of the password in another', [passwordChanged('hash', OTHER)]],
    ['a change of the password in none', [passwordChanged('hash', null)]],
    ['a reset of the password', [passwordReset('hash')]],
    ['the deactivation of the account', [deactivated]],
    ['a deactivation that was taken back', [deactivated, reactivated]],
    ['a later change in another', [passwordChanged('hash', THIS), passwordChanged('hash', OTHER)]],
  ])('is over after %s', (_, events) => {
    expect(isActive(user(...before, ...events).state, given(started()).state)).toBe(false);
  });

  test('that was decided on after the end of others goes on', () => {
    const account = user(...before, passwordReset('hash')).state;
    expect(isActive(account, given(started(3)).state)).toBe(true);
    expect(isActive(account, given(started(2)).state)).toBe(false);
  });

  test('of nobody is over', () => {
    expect(isActive(user().state, given(started()).state)).toBe(false);
    expect(isActive(user(abandoned).state, given(started()).state)).toBe(false);
  });
});

test('a stream tells its session, and no other stream does', () => {
  expect(sessionOfStream(sessionAt(THIS).stream)).toBe(THIS);
  expect(sessionOfStream(`user-${ADA}`)).toBeNull();
});
