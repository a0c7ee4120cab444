import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { linkTokens } from '../../src/security/tokens/link-tokens.js';
import { refreshTokens } from '../../src/security/tokens/refresh-tokens.js';
import { aSessionId, aUserId, anEventId } from '../support/domain/ids.js';

const SECRET = 'm4Xv9Qw2Zr7Tn1Kc8Lp5Hd3Fs6Gj0BaY';
const tokens = refreshTokens(SECRET);
const sessionId = aSessionId('c2f8a1de-7b34-4c55-8e0f-6a9d3b2e1f07');
const token = tokens.issue({ sessionId, generation: 1 });

describe('a refresh token (REF-10)', () => {
  test('is deterministic and contains its claims', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.nat({ max: 2 ** 32 - 1 }), (session, generation) => {
        const one = tokens.issue({ sessionId: aSessionId(session), generation });
        expect(one).toMatch(/^[\w-]{70}$/);
        expect(tokens.issue({ sessionId: aSessionId(session), generation })).toBe(one);
        expect(tokens.read(one)).toEqual({ sessionId: session, generation });
      }),
    );
  });

  test('differs by session, generation and secret', () => {
    const others = [
      tokens.issue({ sessionId, generation: 2 }),
      tokens.issue({ sessionId: aSessionId('7d5e1b9a-63c4-4f28-a1b0-c9e2f4d68a13'), generation: 1 }),
      refreshTokens(`${SECRET}x`).issue({ sessionId, generation: 1 }),
    ];
    expect(new Set([token, ...others]).size).toBe(4);
    expect(tokens.read(others[2] ?? '')).toBeNull();
  });

  test('is rejected if any bit is changed', () => {
    const bytes = Buffer.from(token, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(tokens.read(changed.toString('base64url'))).toBeNull();
    }
  });
});

test.each([
  ['an empty string', ''],
  ['another string', 'x'],
  ['a token with padding', `${token}==`],
  ['a token with a space', ` ${token}`],
  ['a token with a line feed', `${token}\n`],
  ['a token without its last character', token.slice(0, -1)],
  ['a token with one more character', `${token}A`],
  ['a token with a character outside the alphabet', `${token.slice(0, 30)}*${token.slice(31)}`],
  ['a token in the base64 alphabet', `${token.slice(0, 30)}+${token.slice(31)}`],
  ['a string of the same length', 'é'.repeat(70)],
])('%s is not accepted as a refresh token (TOK-6)', (_, spelling) => {
  expect(tokens.read(spelling)).toBeNull();
});

test('a refresh token with stray bits at its end is rejected (TOK-6)', () => {
  const bytes = Buffer.from(token, 'base64url');
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const spelled = [...alphabet]
    .map((letter) => token.slice(0, -1) + letter)
    .filter((text) => Buffer.from(text, 'base64url').equals(bytes));
  expect(spelled.length).toBeGreaterThan(1);
  expect(spelled.filter((text) => tokens.read(text) !== null)).toEqual([token]);
});

test('link tokens and refresh tokens are not interchangeable (TOK-3)', () => {
  const link = linkTokens(SECRET).issue('reset-password', { userId: aUserId(), eventId: anEventId() });
  expect(tokens.read(link)).toBeNull();
  expect(linkTokens(SECRET).read('reset-password', token)).toBeNull();
});
