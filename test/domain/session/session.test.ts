import { describe, expect, test } from '@jest/globals';
import { endSession, openSession } from '../../../src/domain/session/decisions.js';
import { isActive } from '../../../src/domain/policies/active-session.js';
import type { SessionEvent } from '../../../src/domain/session/events.js';
import { sessionAt, sessionOfStream } from '../../../src/domain/session/session.js';
import { requireRegistered } from '../../../src/domain/user/decisions.js';
import type { UserEvent } from '../../../src/domain/user/events.js';
import { userAt } from '../../../src/domain/user/user.js';
import { historyOf } from '../../support/domain/given-when-then.js';
import {
  abandoned,
  ADA,
  deactivated,
  emailChanged,
  emailChangeRequested,
  emailVerified,
  passwordChanged,
  passwordRehashed,
  passwordReset,
  passwordSet,
  profileUpdated,
  reactivated,
  registered,
  resetRequested,
} from '../../support/domain/user-history.js';
import { aSessionId } from '../../support/domain/ids.js';
import { sessionStarted } from '../../support/domain/session-events.js';

const SESSION = aSessionId('c2f8a1de-7b34-4c55-8e0f-6a9d3b2e1f07');
const given = historyOf(sessionAt(SESSION));
const user = historyOf(userAt(ADA));
const verified = [registered, passwordSet, emailVerified];

const started = sessionStarted(ADA, { user_revision: 2 });
const ended: SessionEvent = { type: 'SessionEnded', data: { user_id: ADA, reason: 'signed_out' } };

describe('sessions', () => {
  test('a session starts at the account revision that the credentials were checked against', () => {
    const account = requireRegistered(user(...verified).state);
    const { user_id: _id, user_revision: _revision, ...circumstances } = started.data;
    given()
      .when(() => openSession(account, circumstances))
      .then(started);
    expect(given(started).state).toMatchObject({
      id: SESSION,
      userId: ADA,
      userRevision: 2,
      amr: ['pwd'],
      device: 'Firefox on Linux',
    });
  });

  test('a session ends with a reason', () => {
    given(started)
      .when((session) => endSession(session, 'signed_out'))
      .then(ended);
  });

  test.each([
    ['has ended', given(started, ended)],
    ['is unknown', given()],
  ])('a session that %s does not end again', (_, history) => {
    history.when((session) => endSession(session, 'signed_out')).thenNothing();
  });

  test('only a session stream has a session id', () => {
    expect(sessionOfStream(sessionAt(SESSION).stream)).toBe(SESSION);
    expect(sessionOfStream(userAt(ADA).stream)).toBeNull();
  });
});

describe('active sessions (TOK-8)', () => {
  const isOn = (...later: UserEvent[]) => isActive(user(...verified, ...later).state, given(started).state);

  test('events that do not end sessions leave a session active', () => {
    expect(isOn()).toBe(true);
    expect(isOn(profileUpdated('countess'), passwordRehashed('renewed hash'), resetRequested())).toBe(true);
    expect(isOn(emailChangeRequested(), emailChanged)).toBe(true);
  });

  test('a password change keeps its own session active', () => {
    expect(isOn(passwordChanged('new hash', SESSION))).toBe(true);
  });

  test.each<[string, UserEvent[]]>([
    ['the password is changed in another session', [passwordChanged('new hash', aSessionId())]],
    ['the password is reset', [resetRequested(), passwordReset('new hash')]],
    ['the account is deactivated', [deactivated]],
    ['the account is deactivated and reactivated', [deactivated, reactivated]],
  ])('a session ends when %s', (_, later) => {
    expect(isOn(...later)).toBe(false);
  });

  test('a password reset ends a session that an earlier password change kept', () => {
    expect(isOn(passwordChanged('new hash', SESSION), resetRequested(), passwordReset('newer hash'))).toBe(
      false,
    );
  });

  test('a session that starts after the end of others is active', () => {
    const later = sessionStarted(ADA, { user_revision: 4 });
    const account = user(...verified, resetRequested(), passwordReset('new hash')).state;
    expect(isActive(account, given(later).state)).toBe(true);
    expect(isActive(account, given(started).state)).toBe(false);
  });

  test('an ended session, an unknown one and one without an account are not active', () => {
    const account = user(...verified).state;
    expect(isActive(account, given(started, ended).state)).toBe(false);
    expect(isActive(account, given().state)).toBe(false);
    expect(isActive(user(abandoned).state, given(started).state)).toBe(false);
    expect(isActive(user().state, given(started).state)).toBe(false);
  });
});
