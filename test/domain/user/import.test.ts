import { expect, test } from '@jest/globals';
import { importUser, RegistrationLapsed } from '../../../src/domain/user/decisions.js';
import type { ImportedUser } from '../../../src/domain/user/decisions.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import type { UserEvent } from '../../../src/domain/user/events.js';
import { userAt } from '../../../src/domain/user/user.js';
import { eventId, historyOf } from '../../support/domain/given-when-then.js';
import { abandoned, ADA, ADAS_CLAIM, registered } from '../../support/domain/user-history.js';

const given = historyOf(userAt(ADA), 'operator');

const ada: ImportedUser = {
  email: emailAddress('ada@example.com'),
  claim: ADAS_CLAIM,
  username: 'ada',
  passwordHash: 'hash of another system',
  verified: true,
  active: true,
  source: 'csv',
  registeredAt: new Date('2019-04-01T08:00:00Z'),
};

const imported = {
  type: 'UserImported',
  data: {
    email: ada.email,
    username: 'ada',
    claim: ADAS_CLAIM,
    password_hash: 'hash of another system',
    verified: true,
    active: true,
    source: 'csv',
    registered_at: '2019-04-01T08:00:00.000Z',
  },
} as const satisfies UserEvent;

test('an import opens the account in one event, with the state of the other system (IMP-1)', () => {
  given()
    .when((user) => importUser(user, ada))
    .then(imported);
  expect(given(imported).state).toMatchObject({
    status: 'registered',
    password: 'hash of another system',
    passwordSetBy: eventId(0),
    verified: true,
    active: true,
  });
});

test('an import without a password opens an account without one', () => {
  const data = { ...imported.data, password_hash: null, active: false, verified: false };
  expect(given({ ...imported, data }).state).toMatchObject({
    password: null,
    passwordSetBy: null,
    verified: false,
    active: false,
  });
});

test('a repeated import changes nothing', () => {
  given(imported)
    .when((user) => importUser(user, ada))
    .thenNothing();
  given(registered)
    .when((user) => importUser(user, ada))
    .thenNothing();
});

test('an import does not bring back a closed or erased account (GDP-2)', () => {
  given(abandoned)
    .when((user) => importUser(user, ada))
    .then(RegistrationLapsed);
  given(imported, { type: 'UserErased', data: { by: 'admin', held_until: '2026-03-01T00:00:00Z' } })
    .when((user) => importUser(user, ada))
    .then(RegistrationLapsed);
});
