import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { codeIdSchema } from '../../src/domain/ids.js';
import { oneTimeCodes } from '../../src/security/tokens/one-time-codes.js';

const codes = oneTimeCodes('m4Xv9Qw2Zr7Tn1Kc8Lp5Hd3Fs6Gj0BaY');
const anId = () => codeIdSchema.parse(randomUUID());

describe('a one-time code', () => {
  test('has its number of digits, also with leading zeros, and is the same each time (MGC-7, MFA-11)', () => {
    const all = Array.from({ length: 500 }, anId).map((id) => [codes.codeOf(id, 6), codes.codeOf(id, 6)]);
    expect(all.every(([first, second]) => /^\d{6}$/.test(first ?? '') && first === second)).toBe(true);
    expect(all.some(([first]) => first?.startsWith('0') === true)).toBe(true);
    expect(new Set(all.map(([first]) => first)).size).toBeGreaterThan(490);
  });

  test('differs by its id, its length and the master secret', () => {
    const id = anId();
    expect(codes.codeOf(id, 8).endsWith(codes.codeOf(id, 6))).toBe(false);
    expect(oneTimeCodes('Q5nZ8vB2xK7mW1rT4yP9cF6hJ3dL0gSa').codeOf(id, 8)).not.toBe(codes.codeOf(id, 8));
  });

  test('matches itself only, in ASCII digits', () => {
    const id = anId();
    const code = codes.codeOf(id, 6);
    expect(codes.matches(id, 6, code)).toBe(true);
    const arabic = code.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)));
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
    for (const typed of [wrong, arabic, ` ${code}`, `${code}0`, '', 'x'.repeat(6)])
      expect(codes.matches(id, 6, typed)).toBe(false);
    expect(codes.matches(anId(), 6, code)).toBe(false);
  });
});
