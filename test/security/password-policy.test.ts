import { describe, expect, test } from '@jest/globals';
import { checkPassword } from '../../src/security/passwords/policy.js';
import type { PasswordIssueCode } from '../../src/security/passwords/policy.js';

const ADA = ['Ada.Lovelace@example.com', 'CountessOfLovelace'];
const serviceNames = ['credence', 'accounts.example.com', 'Numbers & Engines'];

function issueWith(password: string, minLength = 8): PasswordIssueCode | null {
  return checkPassword(password, { minLength, serviceNames, identifiers: ADA })?.code ?? null;
}

describe('a new password', () => {
  test('REG-3 is measured in code points of its NFC form', () => {
    expect(issueWith('🦀'.repeat(7))).toBe('too_short');
    expect(issueWith('🦀'.repeat(8))).toBeNull();
    expect(issueWith('e\u0301'.repeat(7))).toBe('too_short');
    expect(issueWith('kolibri zaun 7', 15)).toBe('too_short');
    expect(issueWith('kolibri zaun 77', 15)).toBeNull();
  });

  test('REG-3 may have 64 characters of any kind, and up to 256', () => {
    expect(issueWith('🦀'.repeat(64), 15)).toBeNull();
    expect(issueWith('🦀'.repeat(256))).toBeNull();
    expect(issueWith('\u03b1\u0313\u0300\u0345'.repeat(256))).toBeNull();
    expect(issueWith('z'.repeat(257))).toBe('too_long');
  });

  test.each(['aaaaaaaa-unlisted-aaaaaaaa', 'only letters and spaces', '正しい馬電池ホチキス', '        ~'])(
    'REG-4 needs no mixture of characters: %s',
    (password) => {
      expect(issueWith(password)).toBeNull();
    },
  );

  test.each(['password', 'PassWord', '1234567890', 'QWERTYUIOP', 'trustno1', '1qaz2wsx'])(
    'REG-5 is not one of the commonly used: %s',
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
  ])('REG-5 is not the name of the account or of the service: %s', (password) => {
    expect(issueWith(password)).toBe('resembles_account');
  });

  test.each([
    'password of the lighthouse',
    'my credence is thin',
    'see accounts.example.com',
    'ada.lovelace counts',
    'qwertyuiop!?',
  ])('REG-5 may contain a listed word: %s', (password) => {
    expect(issueWith(password)).toBeNull();
  });

  test('REG-5 says in words why it is refused', () => {
    expect(checkPassword('short', { minLength: 8, serviceNames: [], identifiers: [] })).toEqual({
      code: 'too_short',
      detail: 'A password needs at least 8 characters.',
    });
  });

  test.each(['\ud83d', '\udc00', '\0', '\n', '\u001b', '\u007f'])(
    'PWD-3 holds no lone surrogate and no control character: %j',
    (character) => {
      expect(issueWith(`kolibri${character}zaun`)).toBe('invalid_characters');
    },
  );

  test('PWD-7 is too long at 1 MB, whatever else it is', () => {
    expect(issueWith('\ud83d'.repeat(1_000_000))).toBe('too_long');
  });
});
