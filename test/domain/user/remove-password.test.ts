import { describe, expect, test } from '@jest/globals';
import { ReauthenticationRequired } from '../../../src/domain/policies/active-session.js';
import { LastWayIn } from '../../../src/domain/policies/ways-in.js';
import { NoPassword, removePassword } from '../../../src/domain/policies/passwords/remove-password.js';
import { sessionAt } from '../../../src/domain/session/session.js';
import type { UserEvent } from '../../../src/domain/user/events.js';
import { userAt } from '../../../src/domain/user/user.js';
import type { User } from '../../../src/domain/user/user.js';
import { historyOf } from '../../support/domain/given-when-then.js';
import { totpAdded } from '../../support/domain/factor-events.js';
import { aClaimStream, aSessionId } from '../../support/domain/ids.js';
import { sessionStarted } from '../../support/domain/session-events.js';
import { ADA, emailVerified, passwordSet, registered } from '../../support/domain/user-history.js';

const SESSION = aSessionId();
const given = historyOf(userAt(ADA));
const session = historyOf(sessionAt(SESSION));
/** The time at which `historyOf` records the first event of the session. */
const NOW = new Date('2026-01-01T00:00:00Z');
const google: UserEvent = {
  type: 'OAuthIdentityLinked',
  data: {
    provider: 'google',
    issuer: 'https://accounts.google.com',
    subject: '1815',
    label: 'ada@example.com',
    claim: aClaimStream('claim-1.google'),
    how: 'by_user',
  },
};
const linked = [registered, passwordSet, emailVerified, google];
const removed: UserEvent = { type: 'PasswordRemoved', data: {} };

const remove =
  ({ configured = true, now = NOW, started = sessionStarted(ADA, { user_revision: 4 }) } = {}) =>
  (user: User) =>
    removePassword(
      user,
      session(started).state,
      { isConfigured: () => configured, byMail: false, rpId: 'localhost' },
      now,
    );

describe('the removal of a password (PKY-17, MFA-28)', () => {
  test('removes the password and ends every other session', () => {
    given(...linked)
      .when(remove())
      .then(removed, { type: 'SessionsEnded', data: { kept_session: SESSION, reason: null } });
    expect(given(...linked, removed).state).toMatchObject({ password: null, passwordSetBy: null });
  });

  test('is refused for the last way in, or without a password', () => {
    given(...linked)
      .when(remove({ configured: false }))
      .then(LastWayIn);
    given(registered, passwordSet, emailVerified).when(remove()).then(LastWayIn);
    given(...linked, removed)
      .when(remove())
      .then(NoPassword);
  });

  test('needs a proof of the last 15 minutes, with the second factor if the account has one', () => {
    given(...linked)
      .when(remove({ now: new Date(NOW.getTime() + 15 * 60_000 + 1) }))
      .then(ReauthenticationRequired);
    const strong = { user_revision: 4, acr: 'aal2' as const };
    given(...linked, totpAdded())
      .when(remove())
      .then(ReauthenticationRequired);
    given(...linked, totpAdded())
      .when(remove({ started: sessionStarted(ADA, strong) }))
      .then(removed, { type: 'SessionsEnded', data: { kept_session: SESSION, reason: null } });
  });

  test('ends the trust in all devices', () => {
    expect(given(...linked, removed).state).toMatchObject({ trustEnd: linked.length });
  });
});
