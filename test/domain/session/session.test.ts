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

const SESSION = aSessionId('c2f8a1de-7b34-4c55-8e0f-6a9d3b2e1f07');
const given = historyOf(sessionAt(SESSION));
const user = historyOf(userAt(ADA));
const verified = [registered, passwordSet, emailVerified];

const started: SessionEvent = {
  type: 'SessionStarted',
  data: {
    user_id: ADA,
    user_revision: 2,
    amr: ['pwd'],
    device: 'Firefox on Linux',
    notice: null,
    provider: null,
  },
};
const ended: SessionEvent = { type: 'SessionEnded', data: { user_id: ADA, reason: 'signed_out' } };

describe('a session', () => {
  test('starts for the account at the revision at which its credentials were checked', () => {
    const account = requireRegistered(user(...verified).state);
    given()
      .when(() =>
        openSession(account, { amr: ['pwd'], device: 'Firefox on Linux', notice: null, provider: null }),
      )
      .then(started);
    expect(given(started).state).toMatchObject({
      id: SESSION,
      userId: ADA,
      userRevision: 2,
      amr: ['pwd'],
      device: 'Firefox on Linux',
    });
  });

  test('ends for a reason', () => {
    given(started)
      .when((session) => endSession(session, 'signed_out'))
      .then(ended);
  });

  test.each([
    ['ended before', given(started, ended)],
    ['never was', given()],
  ])('that %s does not end', (_, history) => {
    history.when((session) => endSession(session, 'signed_out')).thenNothing();
  });

  test('has a stream that names it, as no other stream does', () => {
    expect(sessionOfStream(sessionAt(SESSION).stream)).toBe(SESSION);
    expect(sessionOfStream(userAt(ADA).stream)).toBeNull();
  });
});

describe('TOK-8 a session goes on', () => {
  const isOn = (...later: UserEvent[]) => isActive(user(...verified, ...later).state, given(started).state);

  test('while nothing happens to its account that ends sessions', () => {
    expect(isOn()).toBe(true);
    expect(isOn(profileUpdated('countess'), passwordRehashed('renewed hash'), resetRequested())).toBe(true);
    expect(isOn(emailChangeRequested(), emailChanged)).toBe(true);
  });

  test('while it is the one in which the password was changed', () => {
    expect(isOn(passwordChanged('new hash', SESSION))).toBe(true);
  });

  test.each<[string, UserEvent[]]>([
    ['the password is changed in another', [passwordChanged('new hash', aSessionId())]],
    ['the password is reset', [resetRequested(), passwordReset('new hash')]],
    ['the account is deactivated', [deactivated]],
    ['the account is deactivated and opened again', [deactivated, reactivated]],
  ])('until %s', (_, later) => {
    expect(isOn(...later)).toBe(false);
  });

  test('until a reset of the password, although it was kept at a change before', () => {
    expect(isOn(passwordChanged('new hash', SESSION), resetRequested(), passwordReset('newer hash'))).toBe(
      false,
    );
  });

  test('if it began after the end of those before', () => {
    const later: SessionEvent = {
      ...started,
      data: {
        user_id: ADA,
        user_revision: 4,
        amr: ['pwd'],
        device: 'Firefox on Linux',
        notice: null,
        provider: null,
      },
    };
    const account = user(...verified, resetRequested(), passwordReset('new hash')).state;
    expect(isActive(account, given(later).state)).toBe(true);
    expect(isActive(account, given(started).state)).toBe(false);
  });

  test('neither after its own end, nor without a beginning, nor without an account', () => {
    const account = user(...verified).state;
    expect(isActive(account, given(started, ended).state)).toBe(false);
    expect(isActive(account, given().state)).toBe(false);
    expect(isActive(user(abandoned).state, given(started).state)).toBe(false);
    expect(isActive(user().state, given(started).state)).toBe(false);
  });
});
