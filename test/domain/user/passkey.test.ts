import { describe, expect, test } from '@jest/globals';
import { CloneSuspected, InvalidPasskey, usePasskey } from '../../../src/domain/factor/passkey-use.js';
import { addPasskey } from '../../../src/domain/policies/add-passkey.js';
import { FactorLimit } from '../../../src/domain/user/factors/factor-decisions.js';
import type { NewPasskey } from '../../../src/domain/policies/add-passkey.js';
import { ReauthenticationRequired, SessionOver } from '../../../src/domain/policies/active-session.js';
import type { FactorUse } from '../../../src/domain/factor/factor-use.js';
import { usesClaim } from '../../../src/domain/user/decisions.js';
import { passkeysOf } from '../../../src/domain/user/factors/factors.js';
import { FactorExists } from '../../../src/domain/user/factors/passkey.js';
import type { Passkey } from '../../../src/domain/user/factors/passkey.js';
import { sessionAt } from '../../../src/domain/session/session.js';
import type { Session } from '../../../src/domain/session/session.js';
import { userAt } from '../../../src/domain/user/user.js';
import { aFactorId, passkeyAdded, recoveryCodesIssued } from '../../support/domain/factor-events.js';
import { historyOf } from '../../support/domain/given-when-then.js';
import { aClaimStream, aSessionId } from '../../support/domain/ids.js';
import { sessionStarted } from '../../support/domain/session-events.js';
import { ADA, emailVerified, NOW, passwordSet, registered } from '../../support/domain/user-history.js';

const given = historyOf(userAt(ADA));
const verified = [registered, passwordSet, emailVerified];
const KEY = aFactorId();
const CODES = { setId: 'a8e4c6d2-1f7b-4950-b3c8-6d2e9f0a7b15', digests: ['digest'] };
const SESSION = aSessionId();
const CLAIM = aClaimStream();
const added = passkeyAdded({ factor_id: KEY, claim: CLAIM, credential_id: 'AAAA' });

const newPasskey: NewPasskey = {
  kind: 'passkey',
  id: KEY,
  name: 'Laptop',
  credentialId: 'AAAA',
  claim: CLAIM,
  publicKey: 'pQECAyYgASFYIA',
  algorithm: -7,
  signCount: 0,
  transports: ['internal'],
  aaguid: 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd',
  backupEligible: true,
  backedUp: true,
  userVerified: true,
  rpId: 'example.org',
  userHandle: 'BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc',
  attestation: 'none',
};

const history = historyOf(sessionAt(SESSION));
/** A session whose user proved the identity some minutes ago. */
const sessionOf = (minutes: number, changes = {}): Session => {
  const { state } = history(sessionStarted(ADA, { user_revision: 2, ...changes }));
  if (state.status !== 'started') throw new Error('The session did not start.');
  const provenAt = new Date(NOW.getTime() - minutes * 60_000);
  return { ...state, authenticatedAt: provenAt, provenAt };
};
const recent = sessionOf(1, { acr: 'aal2' });

describe('adding a passkey', () => {
  test('records the credential with all that judges its later use', () => {
    given(...verified)
      .when((user) => addPasskey(user, recent, newPasskey, { codes: CODES, now: NOW }))
      .then(added);
    const { state } = given(...verified, added);
    expect(state.status === 'registered' && passkeysOf(state, 'example.org')).toMatchObject([
      { id: KEY, credentialId: 'AAAA', backedUp: true, name: 'Laptop' },
    ]);
  });

  test('requires the second level beside a passkey, unless that works for another domain only (MFA-28)', () => {
    given(...verified, passkeyAdded())
      .when((user) => addPasskey(user, sessionOf(1), newPasskey, { codes: CODES, now: NOW }))
      .then(ReauthenticationRequired);
    given(...verified, passkeyAdded({ rp_id: 'example.com' }))
      .when((user) => addPasskey(user, sessionOf(1), newPasskey, { codes: CODES, now: NOW }))
      .then(added);
  });

  test('requires a recent proof, at the second level if there is a factor (MFA-28)', () => {
    given(...verified)
      .when((user) => addPasskey(user, sessionOf(16), newPasskey, { codes: CODES, now: NOW }))
      .then(ReauthenticationRequired);
    given(...verified, passkeyAdded({ kind: 'security_key' }))
      .when((user) => addPasskey(user, sessionOf(1), newPasskey, { codes: CODES, now: NOW }))
      .then(ReauthenticationRequired);
    given(...verified)
      .when((user) => addPasskey(user, { status: 'unknown' }, newPasskey, { codes: CODES, now: NOW }))
      .then(SessionOver);
  });

  test.each([
    ['the factor of the same challenge', passkeyAdded({ factor_id: KEY })],
    ['the same credential', passkeyAdded({ credential_id: 'AAAA' })],
  ])('is refused beside %s (PKY-2, PKY-14)', (_, present) => {
    given(...verified, present)
      .when((user) => addPasskey(user, recent, newPasskey, { codes: CODES, now: NOW }))
      .then(FactorExists);
  });

  test('is refused for the eleventh of a kind, and not for ten of the other kind', () => {
    const ten = (kind: 'passkey' | 'security_key') =>
      Array.from({ length: 10 }, () => passkeyAdded({ kind }));
    given(...verified, ...ten('passkey'))
      .when((user) => addPasskey(user, recent, newPasskey, { codes: CODES, now: NOW }))
      .then(FactorLimit);
    given(...verified, ...ten('security_key'))
      .when((user) => addPasskey(user, recent, newPasskey, { codes: CODES, now: NOW }))
      .then(added);
  });

  test('of the kind security key comes with recovery codes and ends other sessions if it is the first (MFA-27, MFA-30)', () => {
    const key: NewPasskey = { ...newPasskey, kind: 'security_key' };
    const addedKey = passkeyAdded({
      factor_id: KEY,
      claim: CLAIM,
      credential_id: 'AAAA',
      kind: 'security_key',
    });
    given(...verified, passkeyAdded())
      .when((user) => addPasskey(user, recent, key, { codes: CODES, now: NOW }))
      .then(addedKey, recoveryCodesIssued(CODES.digests, CODES.setId), {
        type: 'SessionsEnded',
        data: { kept_session: SESSION, reason: null },
      });
    given(...verified, passkeyAdded({ kind: 'security_key' }))
      .when((user) => addPasskey(user, recent, key, { codes: CODES, now: NOW }))
      .then(addedKey);
  });

  test('keeps the claim on its credential in use until it is removed', () => {
    const { state } = given(...verified, added);
    expect(usesClaim(state, CLAIM, NOW)).toBe(true);
    const removed = given(...verified, added, {
      type: 'FactorRemoved',
      data: { factor_id: KEY, kind: 'passkey', reason: 'by_user', claim: CLAIM },
    });
    expect(usesClaim(removed.state, CLAIM, NOW)).toBe(false);
  });
});

test('a passkey of another domain is retained, and works again when the domain returns (PKY-24)', () => {
  const { state } = given(...verified, added, passkeyAdded({ rp_id: 'example.com' }));
  if (state.status !== 'registered') throw new Error('The account is not registered.');
  expect(state.factors).toHaveLength(2);
  expect(passkeysOf(state, 'example.com')).toHaveLength(1);
  expect(passkeysOf(state, 'example.org')).toMatchObject([{ id: KEY }]);
});

describe('the counter of a credential (PKY-13, WAN-6)', () => {
  const usedFor = '3e6b0f5c-8d21-4a97-b4c6-1f7a9e0d52c8';
  const by = { userId: ADA, usedFor };
  const bound: Passkey = {
    ...newPasskey,
    backupEligible: false,
    backedUp: false,
    addedAt: NOW,
    signCount: 5,
  };
  const useOf = (signCount: number, lastFor = 'another'): FactorUse => ({
    step: null,
    signCount,
    backedUp: false,
    for: lastFor,
    usedAt: NOW,
  });
  const presented = (signCount: number, challengedAt: Date | null = null) => ({
    signCount,
    backedUp: false,
    challengedAt,
  });
  const used = (signCount: number, kind: Passkey['kind'] = 'passkey') => [
    {
      type: 'FactorUsed',
      data: { user_id: ADA, kind, step: null, sign_count: signCount, backed_up: false, for: usedFor },
    },
  ];

  test('is recorded if it rises, from the registration on', () => {
    expect(usePasskey(null, bound, presented(6), by)).toEqual(used(6));
    expect(usePasskey(useOf(9), bound, presented(10), by)).toEqual(used(10));
  });

  test.each([
    [9, 9],
    [9, 8],
    [9, 0],
  ])('after %i is refused at %i for a device-bound credential', (stored, low) => {
    const use = () => usePasskey(useOf(stored), bound, presented(low), by);
    expect(use).toThrow(CloneSuspected);
    expect(use).toThrow(expect.objectContaining({ counters: { stored, presented: low } }));
  });

  test('is refused below the one of the registration', () => {
    expect(() => usePasskey(null, bound, presented(5), by)).toThrow(CloneSuspected);
  });

  test('may stay at 0 for ever', () => {
    expect(usePasskey(useOf(0), { ...bound, signCount: 0 }, presented(0), by)).toEqual(used(0));
  });

  test('of a synced credential is recorded and not judged: each copy has its own', () => {
    expect(usePasskey(useOf(9), { ...bound, backupEligible: true }, presented(3), by)).toEqual(used(3));
  });

  test('is of no avail to an answer that is older than the last use: it may be a repeat (PKY-2)', () => {
    const { addedAt } = bound;
    expect(() => usePasskey(useOf(9), bound, presented(10, addedAt), by)).toThrow(InvalidPasskey);
    const later = new Date(addedAt.getTime() + 1);
    expect(usePasskey(useOf(9), bound, presented(10, later), by)).toEqual(used(10));
    expect(usePasskey(null, bound, presented(6, addedAt), by)).toEqual(used(6));
  });

  test('is not counted again for a repeat of the same use', () => {
    expect(usePasskey(useOf(9, usedFor), bound, presented(9), by)).toEqual([]);
  });
});
