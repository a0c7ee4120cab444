import { describe, expect, test } from '@jest/globals';
import { checkPassword } from '../../src/security/passwords/policy.js';
import type { PasswordIssueCode } from '../../src/security/passwords/policy.js';

const ADA = ['Ada.Lovelace@example.com', 'CountessOfLovelace'];
const serviceNames = ['credence', 'accounts.example.com', 'Numbers & Engines'];

function issueWith(password: string, minLength = 8): PasswordIssueCode | null {
  return checkPassword(password, { minLength, serviceNames, identifiers: ADA })?.code ?? null;
}

describe('a new password', () => {
  test('is measured in code points of its NFC form (REG-3)', () => {
    expect(issueWith('🦀'.repeat(7))).toBe('too_short');
    expect(issueWith('🦀'.repeat(8))).toBeNull();
    expect(issueWith('e\u0301'.repeat(7))).toBe('too_short');
    expect(issueWith('kolibri zaun 7', 15)).toBe('too_short');
    expect(issueWith('kolibri zaun 77', 15)).toBeNull();
  });

  test('may have up to 256 characters of any kind (REG-3)', () => {
    expect(issueWith('🦀'.repeat(64), 15)).toBeNull();
    expect(issueWith('🦀'.repeat(256))).toBeNull();
    expect(issueWith('\u03b1\u0313\u0300\u0345'.repeat(256))).toBeNull();
    expect(issueWith('z'.repeat(257))).toBe('too_long');
  });

  test.each(['aaaaaaaa-unlisted-aaaaaaaa', 'only letters and spaces', '正しい馬電池ホチキス', '        ~'])(
    'needs no mixture of characters (REG-4): %s',
    (password) => {
      expect(issueWith(password)).toBeNull();
    },
  );

  test.each(['password', 'PassWord', '1234567890', 'QWERTYUIOP', 'trustno1', '1qaz2wsx'])(
    'is rejected if it is a common password (REG-5): %s',
    (password) => {
      expect(issueWith(password)).toBe('common');
    },
  );

  test.each([
    'credence',
    'Credence',
    'Accounts.Example.Com',
    'numbers & engines',
    'ada.lovelace@example.com',
    'ADA.LOVELACE@EXAMPLE.COM',
    'ada.lovelace',
    'countessoflovelace',
  ])('is rejected if it is a name of the account or the service (REG-5): %s', (password) => {
    expect(issueWith(password)).toBe('resembles_account');
  });

  test.each([
    'password of the lighthouse',
    'my credence is thin',
    'see accounts.example.com',
    'ada.lovelace counts',
    'qwertyuiop!?',
  ])('may contain a listed word (REG-5): %s', (password) => {
    expect(issueWith(password)).toBeNull();
  });

  test('is rejected with a code and a sentence (REG-5)', () => {
    expect(checkPassword('short', { minLength: 8, serviceNames: [], identifiers: [] })).toEqual({
      code: 'too_short',
      detail: 'A password needs at least 8 characters.',
    });
  });

  test.each(['\ud83d', '\udc00', '\0', '\n', '\u001b', '\u007f'])(
    'is rejected with a lone surrogate or a control character (PWD-3): %j',
    (character) => {
      expect(issueWith(`kolibri${character}zaun`)).toBe('invalid_characters');
    },
  );

  test('of 1 MB is too long, even if it is also malformed (PWD-7)', () => {
    expect(issueWith('\ud83d'.repeat(1_000_000))).toBe('too_long');
  });
});
