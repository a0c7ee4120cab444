import { describe, expect, test } from '@jest/globals';
import { requireRegistered } from '../../../src/domain/user/decisions.js';
import type { UserEvent } from '../../../src/domain/user/events.js';
import {
  addTotp,
  factorRemoved,
  InvalidCode,
  requireFactor,
  useRecoveryCode,
} from '../../../src/domain/user/factors/factor-decisions.js';
import { userAt } from '../../../src/domain/user/user.js';
import {
  aFactorId,
  passkeyAdded,
  recoveryCodesIssued,
  SEED,
  totpAdded,
} from '../../support/domain/factor-events.js';
import { historyOf } from '../../support/domain/given-when-then.js';
import { ADA, emailVerified, passwordSet, registered } from '../../support/domain/user-history.js';

const given = historyOf(userAt(ADA));
const APP = aFactorId();
const OLD_SET = '3f0b8f6e-54a7-4c1d-9b7a-0a6f2f6c9d11';
const NEW_SET = '8d2c1b7a-90e4-4f35-a6d8-c1e3b2f60947';

/** The history of an account whose only app is removed, beside another factor or none. */
function withoutApp(...others: UserEvent[]): UserEvent[] {
  const before = [
    registered,
    passwordSet,
    emailVerified,
    totpAdded(APP),
    recoveryCodesIssued(['old'], OLD_SET),
    ...others,
  ];
  const account = requireRegistered(given(...before).state);
  return [...before, factorRemoved(requireFactor(account, APP), 'by_user')];
}

describe('recovery codes', () => {
  const next = { factorId: aFactorId(), name: 'Phone', seed: SEED, confirmedStep: 0 };
  const codes = { setId: NEW_SET, digests: ['new'] };
  const oldCode = { setId: OLD_SET, index: 0 };

  test.each([
    ['no other factor', []],
    ['a passkey, which demands none', [passkeyAdded()]],
  ])('go with the last second factor of an account with %s, and the next app has new ones', (_, others) => {
    given(...withoutApp(...others))
      .when((user) => addTotp(user, next, codes))
      .then(totpAdded(next.factorId), recoveryCodesIssued(['new'], NEW_SET));
    given(...withoutApp(...others))
      .when((user) => useRecoveryCode(user, oldCode, ADA))
      .then(InvalidCode);
  });

  test('stay while a security key is left', () => {
    const left = withoutApp(passkeyAdded({ kind: 'security_key' }));
    given(...left)
      .when((user) => addTotp(user, next, codes))
      .then(totpAdded(next.factorId));
    expect(given(...left).state).toMatchObject({ recoveryCodes: { setId: OLD_SET } });
  });
});
