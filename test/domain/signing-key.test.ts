import { describe, expect, test } from '@jest/globals';
import {
  rotate,
  rotateWhenDue,
  UnknownSigningKey,
  withdraw,
} from '../../src/domain/signing-key/decisions.js';
import type { SigningKeyEvent } from '../../src/domain/signing-key/events.js';
import { keyring, phasesOf, signingKey } from '../../src/domain/signing-key/keyring.js';
import { ERASED } from '../../src/domain/event.js';
import { historyOf } from '../support/domain/given-when-then.js';

const given = historyOf(keyring);
const MINUTE = 60_000;
/** Histories begin here, with an event a minute. */
const BEGINNING = new Date('2026-01-01T00:00:00Z');
const NOW = new Date('2026-02-03T10:00:00Z');
const at = (minutes: number) => new Date(NOW.getTime() + minutes * MINUTE);

const pair = (id: string, algorithm: 'EdDSA' | 'ES256' = 'EdDSA') => ({
  id,
  algorithm,
  publicKey: { kty: 'OKP', crv: 'Ed25519', x: id },
  privateKey: `private ${id}`,
});
const FRESH = pair('fresh');
const rules = { algorithm: 'EdDSA', rotationMs: 60 * MINUTE, leadMs: 5 * MINUTE } as const;

function added(id: string, signsFrom: Date, algorithm: 'EdDSA' | 'ES256' = 'EdDSA'): SigningKeyEvent {
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

describe('TOK-9 on schedule', () => {
  test('the first key signs at once', () => {
    given()
      .when((keys) => rotateWhenDue(keys, FRESH, rules, NOW))
      .then(added('fresh', NOW));
  });

  test('the next one is published before it signs, in time for the end of the one before', () => {
    given(added('a', at(0)))
      .when((keys) => rotateWhenDue(keys, FRESH, rules, at(54)))
      .thenNothing();
    given(added('a', at(0)))
      .when((keys) => rotateWhenDue(keys, FRESH, rules, at(55)))
      .then(added('fresh', at(60)));
  });

  test('another algorithm in the configuration is a reason to rotate', () => {
    given(added('a', at(0), 'ES256'))
      .when((keys) => rotateWhenDue(keys, FRESH, rules, at(1)))
      .then(added('fresh', at(6)));
  });
});

describe('TOK-9 on command', () => {
  test('the next key waits until everybody can know it', () => {
    given(added('a', at(-1)))
      .when((keys) => rotate(keys, FRESH, rules.leadMs, NOW))
      .then(added('fresh', at(5)));
  });

  test('there is nothing to do while one is waiting', () => {
    given(added('a', at(-9)), added('b', at(1)))
      .when((keys) => rotate(keys, FRESH, rules.leadMs, NOW))
      .thenNothing();
  });
});

describe('a key that is withdrawn', () => {
  test('is replaced at once where it is the one that signs', () => {
    given(added('a', at(-1)))
      .when((keys) => withdraw(keys, 'a', 'it leaked', FRESH, NOW))
      .then(withdrawn('a', 'it leaked'), added('fresh', NOW));
    given(added('a', at(-1)), added('b', at(1)))
      .when((keys) => withdraw(keys, 'a', null, FRESH, NOW))
      .then(withdrawn('a'), added('fresh', NOW));
  });

  test('is only taken away where another one signs', () => {
    given(added('a', at(-9)), added('b', at(-1)))
      .when((keys) => withdraw(keys, 'a', null, FRESH, NOW))
      .then(withdrawn('a'));
  });

  test('is one of the ring', () => {
    given(added('a', at(0)))
      .when((keys) => withdraw(keys, 'b', null, FRESH, NOW))
      .then(UnknownSigningKey);
  });

  test('is withdrawn once', () => {
    given(added('a', at(-9)), added('b', at(-1)), withdrawn('a'))
      .when((keys) => withdraw(keys, 'a', null, FRESH, NOW))
      .then(UnknownSigningKey);
  });

  test('signs no more, and does not count as the one to rotate', () => {
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

describe('the phases of a key', () => {
  const TOKEN_LIFE = 10 * MINUTE;
  const ring = given(added('a', at(0)), added('b', at(60)), added('c', at(120))).state;

  test.each([
    [at(-1), ['signing', 'pending', 'pending']],
    [at(0), ['signing', 'pending', 'pending']],
    [at(60), ['retiring', 'signing', 'pending']],
    [at(70), ['retiring', 'signing', 'pending']],
    [at(70.1), ['retired', 'signing', 'pending']],
    [at(131), ['retired', 'retired', 'signing']],
  ])('at %p are %p', (now, phases) => {
    expect(phasesOf(ring, now, TOKEN_LIFE)).toEqual(phases);
    expect(phasesOf(ring, now, TOKEN_LIFE)[ring.findIndex((key) => key === signingKey(ring, now))]).toBe(
      'signing',
    );
  });

  /** A moment of the history itself, in which withdrawals are recorded. */
  const since = (minutes: number) => new Date(BEGINNING.getTime() + minutes * MINUTE);

  test.each([
    ['retired long ago', since(-100)],
    ['retiring', since(-11)],
  ])('TOK-9 of a key that is %s do not go back when the key after it is withdrawn', (_, from) => {
    const history = [added('a', from), added('b', new Date(from.getTime() + 5 * MINUTE))];
    const before = phasesOf(given(...history).state, since(2), TOKEN_LIFE);
    const { state } = given(...history, withdrawn('b'), added('c', since(2)));
    expect(phasesOf(state, since(2), TOKEN_LIFE)).toEqual([before[0], 'withdrawn', 'signing']);
    expect(phasesOf(state, since(6), TOKEN_LIFE)).toEqual(['retired', 'withdrawn', 'signing']);
  });

  test('TOK-9 of a key go on where the next is withdrawn before it has signed', () => {
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

  test('TOK-9 of a key end at the first that took over, though a key before that one waits still', () => {
    const { state } = given(added('a', since(0)), added('b', since(30)), added('c', since(10)));
    expect(phasesOf(state, since(31), TOKEN_LIFE)).toEqual(['retired', 'retired', 'signing']);
  });

  test('are none in an empty ring', () => {
    expect(phasesOf([], NOW, TOKEN_LIFE)).toEqual([]);
    expect(signingKey([], NOW)).toBeUndefined();
  });
});

test('a key of which the private half is destroyed is none', () => {
  const { data } = added('a', at(0)) as Extract<SigningKeyEvent, { type: 'SigningKeyAdded' }>;
  expect(given({ type: 'SigningKeyAdded', data: { ...data, private_key: ERASED } }).state).toEqual([]);
});
