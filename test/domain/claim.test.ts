import { describe, test } from '@jest/globals';
import { claimAt } from '../../src/domain/claim/claim.js';
import { claim, claimAgain, EmailTaken, IdentityTaken, release } from '../../src/domain/claim/decisions.js';
import type { ClaimEvent } from '../../src/domain/claim/events.js';
import { historyOf } from '../support/domain/given-when-then.js';
import { ADA, ADAS_CLAIM } from '../support/domain/user-history.js';
import type { UserId } from '../../src/domain/ids.js';
import { aUserId } from '../support/domain/ids.js';

const BOB = aUserId('4d7e2a91-0c3b-4f68-b5d2-9e1a7c8f3b26');

const given = historyOf(claimAt(ADAS_CLAIM));
const claimed = (userId: UserId): ClaimEvent => ({ type: 'ValueClaimed', data: { user_id: userId } });
const released = (userId: UserId): ClaimEvent => ({ type: 'ValueReleased', data: { user_id: userId } });

describe('REG-6 a value that one user at most may have', () => {
  test('is claimed by the first who asks', () => {
    given()
      .when((held) => claim(held, ADA))
      .then(claimed(ADA));
  });

  test('is not claimed by a second', () => {
    given(claimed(ADA))
      .when((held) => claim(held, BOB))
      .then(EmailTaken);
    given(claimed(ADA))
      .when((held) => claimAgain(held, BOB))
      .then(EmailTaken);
  });

  test('OAU-1 is said to be taken as what it is: an identity', () => {
    given(claimed(ADA))
      .when((held) => claim(held, BOB, IdentityTaken))
      .then(IdentityTaken);
    given(claimed(ADA))
      .when((held) => claimAgain(held, BOB, IdentityTaken))
      .then(IdentityTaken);
    given(claimed(ADA))
      .when((held) => claim(held, ADA, IdentityTaken))
      .thenNothing();
  });

  test('is claimed by its owner without a further event', () => {
    given(claimed(ADA))
      .when((held) => claim(held, ADA))
      .thenNothing();
  });

  test('is claimed anew by its owner, so that a release decided before fails', () => {
    given(claimed(ADA))
      .when((held) => claimAgain(held, ADA))
      .then(claimed(ADA));
    given()
      .when((held) => claimAgain(held, ADA))
      .then(claimed(ADA));
  });

  test('is free again after its release', () => {
    given(claimed(ADA), released(ADA))
      .when((held) => claim(held, BOB))
      .then(claimed(BOB));
  });
});

describe('a release', () => {
  const seen = (...events: ClaimEvent[]) => given(...events).state;

  test('frees what was seen to be held', () => {
    given(claimed(ADA))
      .when((held) => release(held, seen(claimed(ADA))))
      .then(released(ADA));
  });

  test.each([
    ['nobody holds', given(), seen()],
    ['was released before', given(claimed(ADA), released(ADA)), seen(claimed(ADA))],
    ['was released when it was seen', given(claimed(ADA), released(ADA)), seen(claimed(ADA), released(ADA))],
    ['another holds by now', given(claimed(ADA), released(ADA), claimed(BOB)), seen(claimed(ADA))],
    ['OAU-1 its owner has claimed anew since', given(claimed(ADA), claimed(ADA)), seen(claimed(ADA))],
  ])('changes nothing of what %s', (_, history, before) => {
    history.when((held) => release(held, before)).thenNothing();
  });
});
