import { describe, expect, test } from '@jest/globals';
import { renderSVG } from 'uqr';
import { matchingStep, newSeed, otpauthUri, timeStep } from '../../src/security/totp.js';
import { recoveryCodeDigest, recoveryCodeSets } from '../../src/security/recovery-codes.js';
import { enrolmentTokens } from '../../src/security/tokens/enrolment-tokens.js';
import { aFactorId, SEED } from '../support/domain/factor-events.js';
import { codeAt, codeOfStep } from '../support/domain/totp-codes.js';
import { aUserId } from '../support/domain/ids.js';

const seconds = (count: number) => new Date(count * 1000);

describe('time-based codes', () => {
  test.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('match the vectors of RFC 6238 at second %i', (time, code) => {
    const now = seconds(time);
    expect(matchingStep(SEED, code, now)).toBe(timeStep(now));
  });

  test('match one step before and after, and no further (MFA-4)', () => {
    const now = seconds(1_234_567_890);
    const step = timeStep(now);
    const accepted = [-2, -1, 0, 1, 2].map((drift) => matchingStep(SEED, codeOfStep(step + drift), now));
    expect(accepted).toEqual([null, step - 1, step, step + 1, null]);
  });

  test('match the newest of two steps that have the same code (MFA-18)', () => {
    // The first step of this secret whose code appears again two steps later.
    const step = 153_567;
    expect(codeOfStep(step)).toBe(codeOfStep(step + 2));
    expect(matchingStep(SEED, codeOfStep(step), seconds((step + 1) * 30))).toBe(step + 2);
  });

  test.each([
    '',
    '12345',
    '1234567',
    '12 345',
    '٠٠٥٩٢٤',
    '００５９２４',
    ' 005924',
    '005924\n',
    '+05924',
    '5924.0',
  ])('the text %j is a wrong code and no error (MFA-19)', (code) => {
    expect(matchingStep(SEED, code, seconds(1_234_567_890))).toBeNull();
  });

  test('a new secret has 160 bits, in base32 (MFA-5)', () => {
    expect(newSeed()).toMatch(/^[A-Z2-7]{32}$/);
    expect(newSeed()).not.toBe(newSeed());
  });

  test('the URI has an issuer without a colon and a label of bounded length', () => {
    const uri = otpauthUri(SEED, { issuer: 'a:b', label: `${'x'.repeat(200)}@example.com` });
    const { protocol, searchParams, pathname } = new URL(uri);
    expect(protocol).toBe('otpauth:');
    expect(Object.fromEntries(searchParams)).toMatchObject({
      issuer: 'a b',
      secret: SEED,
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    });
    expect(decodeURIComponent(pathname).length).toBeLessThan(80);
    expect(codeAt(seconds(59))).toBe('287082');
  });
});

test('a label is cut between characters, and the longest fits in a QR code', () => {
  const label = `${'x'.repeat(63)}😀😀`;
  const { pathname } = new URL(otpauthUri(SEED, { issuer: 'Credence', label }));
  expect(decodeURIComponent(pathname)).toContain(`${'x'.repeat(63)}😀`);
  const longest = '😀'.repeat(100);
  expect(renderSVG(otpauthUri(SEED, { issuer: longest, label: longest }))).toContain('<svg');
});

describe('recovery codes', () => {
  const sets = recoveryCodeSets('m4Xv9Qw2Zr7Tn1Kc8Lp5Hd3Fs6Gj0BaY');
  const owner = { userId: aUserId(), setId: 'a8e4c6d2-1f7b-4950-b3c8-6d2e9f0a7b15' };
  const codes = sets.make(owner.setId);

  test('are ten codes of 125 bits that are the same for the same set', () => {
    expect(codes).toHaveLength(10);
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}$/);
    expect(sets.make(owner.setId)).toEqual(codes);
    expect(sets.make('other')[0]).not.toBe(codes[0]);
  });

  test('are read in any case, with other dashes, and with letters for digits (MFA-25)', () => {
    const code = codes.find((one) => /[01]/.test(one)) ?? '';
    const digest = recoveryCodeDigest(code, owner);
    const spellings = [
      code.toLowerCase(),
      code.replaceAll('-', ''),
      code.replaceAll('-', ' '),
      code.replaceAll('0', 'o').replaceAll('1', 'l'),
      code.replaceAll('0', 'O').replaceAll('1', 'I'),
    ];
    expect(spellings.map((one) => recoveryCodeDigest(one, owner))).toEqual(spellings.map(() => digest));
    expect(recoveryCodeDigest(code.slice(1), owner)).toBeNull();
    expect(recoveryCodeDigest(code.replace(/./, 'U'), owner)).toBeNull();
  });

  test('have digests that differ for each person and set (MFA-26)', () => {
    const code = codes[0] ?? '';
    const digests = [
      recoveryCodeDigest(code, owner),
      recoveryCodeDigest(code, { ...owner, userId: aUserId() }),
      recoveryCodeDigest(code, { ...owner, setId: 'other' }),
    ];
    expect(new Set(digests).size).toBe(3);
  });
});

describe('enrolment tokens', () => {
  const tokens = enrolmentTokens('m4Xv9Qw2Zr7Tn1Kc8Lp5Hd3Fs6Gj0BaY');
  const enrolment = {
    userId: aUserId(),
    startedBy: 'a8e4c6d2-1f7b-4950-b3c8-6d2e9f0a7b15',
    factorId: aFactorId(),
    name: 'Phone',
    seed: SEED,
    expires: '2026-02-03T10:10:00.000Z',
  };

  test('carry an enrolment encrypted, and are accepted unaltered only', () => {
    const token = tokens.issue(enrolment);
    expect(tokens.read(token)).toEqual(enrolment);
    expect(Buffer.from(token, 'base64url').toString('latin1')).not.toContain(SEED);
    for (const altered of [
      token.slice(0, -1),
      `A${token.slice(1)}B`,
      `${token}=`,
      '',
      'x',
      token.slice(0, 8),
    ])
      expect(tokens.read(altered)).toBeNull();
  });
});
