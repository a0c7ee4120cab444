import { expect, test } from '@jest/globals';
import { startSession } from '../../src/domain/session/decisions.js';
import type { SessionEvent } from '../../src/domain/session/events.js';
import { sessionAt } from '../../src/domain/session/session.js';
import { existing } from '../../src/domain/user/decisions.js';
import { userAt } from '../../src/domain/user/user.js';
import { historyOf } from '../support/given-when-then.js';
import { ADA, emailVerified, passwordSet, registered } from '../support/user-history.js';

const started: SessionEvent = {
  type: 'SessionStarted',
  data: { user_id: ADA, user_revision: 2, amr: ['pwd'] },
};

test('a session starts for the account at the revision at which its credentials were checked', () => {
  const account = existing(historyOf(userAt(ADA))(registered, passwordSet, emailVerified).state);
  const given = historyOf(sessionAt('c2f8a1de-7b34-4c55-8e0f-6a9d3b2e1f07'));
  given()
    .when(() => startSession(account, ['pwd']))
    .then(started);
  expect(given().state).toEqual({ status: 'unknown' });
  expect(given(started).state).toEqual({ status: 'started', userId: ADA, userRevision: 2, amr: ['pwd'] });
});
