import { describe, expect, test } from '@jest/globals';
import { challenges } from '../../../src/security/webauthn/challenge.js';
import type { ChallengeScope } from '../../../src/security/webauthn/challenge.js';

const SECRET = 'm4Xv9Qw2Zr7Tn1Kc8Lp5Hd3Fs6Gj0BaY';
const NOW = new Date('2026-11-27T12:00:00Z');
const LATER = new Date(NOW.getTime() + 300_000);
const SCOPE: ChallengeScope = { purpose: 'add_passkey', boundTo: ['session', 'user'] };

const issuer = challenges(SECRET);
const challenge = issuer.issue(SCOPE, NOW);

describe('a challenge (WAN-1, PKY-3)', () => {
  test('is accepted for its own purpose and ids until it expires, by every process with the secret', () => {
    expect(issuer.accepts(SCOPE, challenge, NOW)).toBe(true);
    expect(challenges(SECRET).accepts(SCOPE, challenge, new Date(LATER.getTime() - 1))).toBe(true);
    expect(issuer.accepts(SCOPE, challenge, LATER)).toBe(false);
    expect(issuer.issuedAt(SCOPE, challenge)).toEqual(NOW);
  });

  test.each<[string, ChallengeScope]>([
    ['another purpose', { ...SCOPE, purpose: 'add_security_key' }],
    ['a sign-in', { purpose: 'sign_in', boundTo: [] }],
    ['another session', { ...SCOPE, boundTo: ['another', 'user'] }],
    ['another user', { ...SCOPE, boundTo: ['session', 'another'] }],
    ['ids that read the same together', { ...SCOPE, boundTo: ['sessionuser'] }],
  ])('is refused for %s', (_, scope) => {
    expect(issuer.accepts(scope, challenge, NOW)).toBe(false);
  });

  test('is refused if any bit is changed', () => {
    const bytes = Buffer.from(challenge, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(issuer.accepts(SCOPE, changed.toString('base64url'), NOW)).toBe(false);
    }
  });

  test.each([
    ['is empty', ''],
    ['is cut off', challenge.slice(0, -1)],
    ['is padded', `${challenge}=`],
    ['is longer', `${challenge}A`],
    ['starts with a space', ` ${challenge.slice(1)}`],
    ['is written in base64', `+${challenge.slice(1)}`],
    ['has another alphabet', 'é'.repeat(72)],
  ])('is refused if it %s', (_, spelling) => {
    expect(issuer.accepts(SCOPE, spelling, NOW)).toBe(false);
  });

  test('is refused with another secret, and no two are alike', () => {
    expect(challenges(`${SECRET}x`).accepts(SCOPE, challenge, NOW)).toBe(false);
    expect(issuer.issue(SCOPE, NOW)).not.toBe(challenge);
  });
});
