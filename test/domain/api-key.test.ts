import { describe, expect, test } from '@jest/globals';
import { apiKeyAt } from '../../src/domain/api-key/api-key.js';
import {
  acceptedHashes,
  createKey,
  isUsable,
  revokeKey,
  rotateKey,
  ScopeNotHeld,
  UnknownApiKey,
} from '../../src/domain/api-key/decisions.js';
import type { ApiKeyLifeEvent } from '../../src/domain/api-key/events.js';
import type { Scope } from '../../src/domain/api-key/scopes.js';
import { historyOf } from '../support/domain/given-when-then.js';

const KEY = '2d7e9c50-6b14-4f83-a05d-81c3e94f7b26';
const given = historyOf(apiKeyAt(KEY));

const DAY_MS = 24 * 3_600_000;
/** Histories begin here, and the key is made then. */
const BEGINNING = new Date('2026-01-01T00:00:00Z');
const after = (days: number) => new Date(BEGINNING.getTime() + days * DAY_MS);

const HELD = new Set<Scope>(['users:read', 'users:write']);
const LESS = new Set<Scope>(['users:read']);
const first = { prefix: 'crd_first', secretHash: 'first hash' };
const second = { prefix: 'crd_second', secretHash: 'second hash' };
const third = { prefix: 'crd_third', secretHash: 'third hash' };
const wishes = { name: 'billing', scopes: ['users:read', 'users:write'] as const, expires: after(90) };

const created: ApiKeyLifeEvent = {
  type: 'ApiKeyCreated',
  data: {
    name: 'billing',
    scopes: ['users:read', 'users:write'],
    prefix: 'crd_first',
    secret_hash: 'first hash',
    expires_at: after(90).toISOString(),
  },
};
const rotated: ApiKeyLifeEvent = {
  type: 'ApiKeyRotated',
  data: {
    prefix: 'crd_second',
    secret_hash: 'second hash',
    expires_at: after(100).toISOString(),
    previous_until: after(11).toISOString(),
  },
};
const revoked: ApiKeyLifeEvent = { type: 'ApiKeyRevoked', data: {} };

describe('ADM-5 an API key', () => {
  test('is made once', () => {
    given()
      .when((key) => createKey(key, first, wishes, HELD))
      .then(created);
    given(created)
      .when((key) => createKey(key, second, wishes, HELD))
      .thenNothing();
  });

  test('counts until it expires or is revoked', () => {
    expect(isUsable(given(created).state, after(89.9))).toBe(true);
    expect(isUsable(given(created).state, after(90))).toBe(false);
    expect(isUsable(given(created, revoked).state, after(1))).toBe(false);
    expect(isUsable(given().state, after(1))).toBe(false);
  });

  test('gets another secret for as long again, beside which the one before counts for a while', () => {
    given(created)
      .when((key) => rotateKey(key, second, DAY_MS, HELD, after(10)))
      .then(rotated);
    const { state } = given(created, rotated);
    if (!isUsable(state, after(10))) throw new Error('It does not count.');
    expect(acceptedHashes(state, after(10.9))).toEqual(['second hash', 'first hash']);
    expect(acceptedHashes(state, after(11))).toEqual(['second hash']);
  });

  test('lives no longer for having been rotated before', () => {
    given(created, rotated)
      .when((key) => rotateKey(key, third, DAY_MS, HELD, after(40)))
      .then({
        type: 'ApiKeyRotated',
        data: {
          prefix: 'crd_third',
          secret_hash: 'third hash',
          expires_at: after(130).toISOString(),
          previous_until: after(41).toISOString(),
        },
      });
  });

  test('is not known by a secret that was rotated away beyond the end of that', () => {
    given(created, rotated)
      .when((key) => rotateKey(key, third, DAY_MS, HELD, after(99.5)))
      .then({
        type: 'ApiKeyRotated',
        data: {
          prefix: 'crd_third',
          secret_hash: 'third hash',
          expires_at: after(189.5).toISOString(),
          previous_until: after(100).toISOString(),
        },
      });
  });

  test('is revoked once', () => {
    given(created)
      .when((key) => revokeKey(key, HELD))
      .then(revoked);
    given(created, revoked)
      .when((key) => revokeKey(key, HELD))
      .thenNothing();
  });

  test.each([
    ['that was revoked', [created, revoked], after(1)],
    ['that has expired', [created], after(90)],
    ['that never was', [], after(1)],
  ])('%s is not rotated', (_, events, now) => {
    given(...events)
      .when((key) => rotateKey(key, second, DAY_MS, HELD, now))
      .then(UnknownApiKey);
  });

  test('that never was is not revoked', () => {
    given()
      .when((key) => revokeKey(key, HELD))
      .then(UnknownApiKey);
  });

  test('forgets scopes that this release does not know', () => {
    const { data } = created;
    const newer = { type: 'ApiKeyCreated' as const, data: { ...data, scopes: ['users:read', 'moon:land'] } };
    expect(given(newer).state).toMatchObject({ scopes: ['users:read'] });
  });
});

describe('ADM-4 who may do less than a key', () => {
  test('neither makes, nor rotates, nor revokes it', () => {
    given()
      .when((key) => createKey(key, first, wishes, LESS))
      .then(ScopeNotHeld);
    given(created)
      .when((key) => rotateKey(key, second, DAY_MS, LESS, after(1)))
      .then(ScopeNotHeld);
    given(created)
      .when((key) => revokeKey(key, LESS))
      .then(ScopeNotHeld);
  });
});
