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

describe('claims on unique values (REG-6)', () => {
  test('the first user can claim a free value', () => {
    given()
      .when((held) => claim(held, ADA))
      .then(claimed(ADA));
  });

  test('a second user cannot claim an owned value', () => {
    given(claimed(ADA))
      .when((held) => claim(held, BOB))
      .then(EmailTaken);
    given(claimed(ADA))
      .when((held) => claimAgain(held, BOB))
      .then(EmailTaken);
  });

  test('an identity owned by another user is rejected as taken (OAU-1)', () => {
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

  test('a repeated claim by the owner adds no event', () => {
    given(claimed(ADA))
      .when((held) => claim(held, ADA))
      .thenNothing();
  });

  test('a renewed claim by the owner makes an earlier release fail', () => {
    given(claimed(ADA))
      .when((held) => claimAgain(held, ADA))
      .then(claimed(ADA));
    given()
      .when((held) => claimAgain(held, ADA))
      .then(claimed(ADA));
  });

  test('a released value can be claimed again', () => {
    given(claimed(ADA), released(ADA))
      .when((held) => claim(held, BOB))
      .then(claimed(BOB));
  });
});

describe('the release of a claim', () => {
  const seen = (...events: ClaimEvent[]) => given(...events).state;

  test('a release frees the claim that the caller has read', () => {
    given(claimed(ADA))
      .when((held) => release(held, seen(claimed(ADA))))
      .then(released(ADA));
  });

  test.each([
    ['has no owner', given(), seen()],
    ['was released earlier', given(claimed(ADA), released(ADA)), seen(claimed(ADA))],
    [
      'was already released when it was read',
      given(claimed(ADA), released(ADA)),
      seen(claimed(ADA), released(ADA)),
    ],
    ['another user owns now', given(claimed(ADA), released(ADA), claimed(BOB)), seen(claimed(ADA))],
    ['its owner has renewed since (OAU-1)', given(claimed(ADA), claimed(ADA)), seen(claimed(ADA))],
  ])('a release does nothing for a claim that %s', (_, history, before) => {
    history.when((held) => release(held, before)).thenNothing();
  });
});
