import { describe, expect, test } from '@jest/globals';
import {
  isRotationDue,
  rotate,
  rotateWhenDue,
  UnknownSigningKey,
  withdraw,
} from '../../src/domain/signing-key/decisions.js';
import type { SigningAlgorithm, SigningKeyEvent } from '../../src/domain/signing-key/events.js';
import { keyring, nextAlgorithm, phasesOf, signingKey } from '../../src/domain/signing-key/keyring.js';
import { ERASED } from '../../src/domain/event.js';
import { historyOf } from '../support/domain/given-when-then.js';

const given = historyOf(keyring);
const MINUTE = 60_000;
/** The time of the first event. The events are a minute apart. */
const BEGINNING = new Date('2026-01-01T00:00:00Z');
const NOW = new Date('2026-02-03T10:00:00Z');
const at = (minutes: number) => new Date(NOW.getTime() + minutes * MINUTE);

const pair = (id: string, algorithm: SigningAlgorithm = 'EdDSA') => ({
  id,
  algorithm,
  publicKey: { kty: 'OKP', crv: 'Ed25519', x: id },
  privateKey: `private ${id}`,
});
const FRESH = pair('fresh');
const rules = { algorithm: 'EdDSA', rotationMs: 60 * MINUTE, leadMs: 5 * MINUTE } as const;

function added(id: string, signsFrom: Date, algorithm: SigningAlgorithm = 'EdDSA'): SigningKeyEvent {
  const { publicKey, privateKey } = pair(id);
  return {
    type: 'SigningKeyAdded',
    data: {
      key_id: id,
      algorithm,
      public_key: publicKey,
      private_key: privateKey,
      signs_from: signsFrom.toISOString(),
    },
  };
}
const withdrawn = (id: string, reason: string | null = null): SigningKeyEvent => ({
  type: 'SigningKeyWithdrawn',
  data: { key_id: id, reason },
});

describe('the scheduled rotation (TOK-9)', () => {
  test('the first key signs immediately', () => {
    given()
      .when((keys) => rotateWhenDue(keys, FRESH, rules, NOW))
      .then(added('fresh', NOW));
  });

  test('the next key is published ahead of the end of the current one', () => {
    given(added('a', at(0)))
      .when((keys) => rotateWhenDue(keys, FRESH, rules, at(54)))
      .thenNothing();
    given(added('a', at(0)))
      .when((keys) => rotateWhenDue(keys, FRESH, rules, at(55)))
      .then(added('fresh', at(60)));
  });

  test('a changed algorithm in the configuration causes a rotation', () => {
    given(added('a', at(0), 'ES256'))
      .when((keys) => rotateWhenDue(keys, FRESH, rules, at(1)))
      .then(added('fresh', at(6)));
  });
});

describe('the algorithm of the next key', () => {
  const ring = (...algorithms: SigningAlgorithm[]) =>
    given(...algorithms.map((algorithm, i) => added(`key ${String(i)}`, at(i), algorithm))).state;

  test.each<[string, SigningAlgorithm[], SigningAlgorithm | null, SigningAlgorithm]>([
    ['a new keyring uses ES256', [], null, 'ES256'],
    ['a new keyring uses the configured algorithm', [], 'RS256', 'RS256'],
    ['an existing keyring keeps its algorithm', ['EdDSA'], null, 'EdDSA'],
    ['an existing keyring keeps its newest algorithm', ['EdDSA', 'RS256'], null, 'RS256'],
    ['a configured algorithm replaces that of the keyring', ['EdDSA'], 'ES256', 'ES256'],
  ])('%s', (_, existing, configured, expected) => {
    expect(nextAlgorithm(ring(...existing), configured)).toBe(expected);
  });

  test('a keyring without a usable key keeps its algorithm', () => {
    expect(nextAlgorithm(given(added('a', at(0)), withdrawn('a')).state, null)).toBe('EdDSA');
  });

  test('a keyring without a configured algorithm rotates on schedule only', () => {
    for (const [minute, due] of [
      [1, false],
      [55, true],
    ] as const)
      expect(isRotationDue(ring('EdDSA'), { ...rules, algorithm: null }, at(minute))).toBe(due);
  });
});

describe('the rotation on request (TOK-9)', () => {
  test('the next key signs only after the lead time', () => {
    given(added('a', at(-1)))
      .when((keys) => rotate(keys, FRESH, rules.leadMs, NOW))
      .then(added('fresh', at(5)));
  });

  test('a rotation does nothing while a key is pending', () => {
    given(added('a', at(-9)), added('b', at(1)))
      .when((keys) => rotate(keys, FRESH, rules.leadMs, NOW))
      .thenNothing();
  });
});

describe('withdrawn keys', () => {
  test('a withdrawn signing key is replaced immediately', () => {
    given(added('a', at(-1)))
      .when((keys) => withdraw(keys, 'a', 'it leaked', FRESH, NOW))
      .then(withdrawn('a', 'it leaked'), added('fresh', NOW));
    given(added('a', at(-1)), added('b', at(1)))
      .when((keys) => withdraw(keys, 'a', null, FRESH, NOW))
      .then(withdrawn('a'), added('fresh', NOW));
  });

  test('a withdrawn key that does not sign is not replaced', () => {
    given(added('a', at(-9)), added('b', at(-1)))
      .when((keys) => withdraw(keys, 'a', null, FRESH, NOW))
      .then(withdrawn('a'));
  });

  test('the withdrawal of an unknown key is rejected', () => {
    given(added('a', at(0)))
      .when((keys) => withdraw(keys, 'b', null, FRESH, NOW))
      .then(UnknownSigningKey);
  });

  test('a second withdrawal is rejected', () => {
    given(added('a', at(-9)), added('b', at(-1)), withdrawn('a'))
      .when((keys) => withdraw(keys, 'a', null, FRESH, NOW))
      .then(UnknownSigningKey);
  });

  test('a withdrawn key neither signs nor delays the rotation', () => {
    const { state } = given(added('a', at(-9)), withdrawn('a'));
    expect(signingKey(state, NOW)).toBeUndefined();
    given(added('a', at(-9)), withdrawn('a'))
      .when((keys) => rotateWhenDue(keys, FRESH, rules, NOW))
      .then(added('fresh', NOW));
    given(added('a', at(0)), added('b', at(60)), withdrawn('b'))
      .when((keys) => rotate(keys, FRESH, rules.leadMs, NOW))
      .then(added('fresh', at(5)));
  });
});

describe('key phases', () => {
  const TOKEN_LIFE = 10 * MINUTE;
  const ring = given(added('a', at(0)), added('b', at(60)), added('c', at(120))).state;

  test.each([
    [at(-1), ['signing', 'pending', 'pending']],
    [at(0), ['signing', 'pending', 'pending']],
    [at(60), ['retiring', 'signing', 'pending']],
    [at(70), ['retiring', 'signing', 'pending']],
    [at(70.1), ['retired', 'signing', 'pending']],
    [at(131), ['retired', 'retired', 'signing']],
  ])('the phases at %p are %p', (now, phases) => {
    expect(phasesOf(ring, now, TOKEN_LIFE)).toEqual(phases);
    expect(phasesOf(ring, now, TOKEN_LIFE)[ring.findIndex((key) => key === signingKey(ring, now))]).toBe(
      'signing',
    );
  });

  /** A time within the history, at which withdrawals are recorded. */
  const since = (minutes: number) => new Date(BEGINNING.getTime() + minutes * MINUTE);

  test.each([
    ['retired long ago', since(-100)],
    ['retiring', since(-11)],
  ])('a key that is %s does not revive when its successor is withdrawn (TOK-9)', (_, from) => {
    const history = [added('a', from), added('b', new Date(from.getTime() + 5 * MINUTE))];
    const before = phasesOf(given(...history).state, since(2), TOKEN_LIFE);
    const { state } = given(...history, withdrawn('b'), added('c', since(2)));
    expect(phasesOf(state, since(2), TOKEN_LIFE)).toEqual([before[0], 'withdrawn', 'signing']);
    expect(phasesOf(state, since(6), TOKEN_LIFE)).toEqual(['retired', 'withdrawn', 'signing']);
  });

  test('a key keeps signing if its successor is withdrawn before its start (TOK-9)', () => {
    const { state } = given(added('a', since(-100)), added('b', since(3)), withdrawn('b'));
    expect(phasesOf(state, since(2), TOKEN_LIFE)).toEqual(['signing', 'withdrawn']);
    expect(phasesOf(state, since(60), TOKEN_LIFE)).toEqual(['signing', 'withdrawn']);
    const { state: rotated } = given(
      added('a', since(-100)),
      added('b', since(3)),
      withdrawn('b'),
      added('c', since(20)),
    );
    expect(phasesOf(rotated, since(29), TOKEN_LIFE)).toEqual(['retiring', 'withdrawn', 'signing']);
  });

  test('a key retires at its first successor, although an earlier key is still pending (TOK-9)', () => {
    const { state } = given(added('a', since(0)), added('b', since(30)), added('c', since(10)));
    expect(phasesOf(state, since(31), TOKEN_LIFE)).toEqual(['retired', 'retired', 'signing']);
  });

  test('an empty keyring has no phases', () => {
    expect(phasesOf([], NOW, TOKEN_LIFE)).toEqual([]);
    expect(signingKey([], NOW)).toBeUndefined();
  });
});

test('a key with an erased private key is ignored', () => {
  const { data } = added('a', at(0)) as Extract<SigningKeyEvent, { type: 'SigningKeyAdded' }>;
  expect(given({ type: 'SigningKeyAdded', data: { ...data, private_key: ERASED } }).state).toEqual([]);
});
