import { describe, expect, test } from '@jest/globals';
import { parsePhoneNumber } from '../../src/security/phone-number.js';

const GERMAN = { number: '+4915112345678', country: 'DE', prefix: '+491511' };

describe('a phone number', () => {
  test.each(['+49 151 12345678', '+49-151-12345678', '+49 (151) 1234.5678', '+4915112345678'])(
    'is the same one with other spaces, dashes and brackets: %s (SMS-3)',
    (text) => {
      expect(parsePhoneNumber(text)).toEqual(GERMAN);
    },
  );

  test('in a range that mobile and fixed lines share is accepted', () => {
    const american = { number: '+12025550123', country: 'US', prefix: '+12025' };
    expect(parsePhoneNumber('+1 202-555-0123')).toEqual(american);
  });

  test.each([
    ['a text around it', 'call +49 151 12345678'],
    ['a text after it', '+49 151 12345678 please'],
    ['an extension', '+1 202 555 0123 ext. 5'],
    ['an extension with a semicolon', '+12025550123;ext=5'],
    ['an extension after x', '+12025550123x5'],
    ['two numbers', '+4915112345678 +4915112345679'],
    ['two numbers with a slash', '+49 151 12345678/9'],
    ['a line break', '+4915112345678\r\nBcc: x'],
    ['a final line break', '+4915112345678\n'],
    ['Arabic digits', '+٤٩١٥١١٢٣٤٥٦٧٨'],
    ['full-width digits', '＋４９１５１１２３４５６７８'],
    ['a non-breaking space', '+49\u00a0151\u00a012345678'],
    ['300 digits', `+49${'1'.repeat(300)}`],
    ['no country', '0151 12345678'],
    ['a prefix of exits', '0049 151 12345678'],
    ['a calling code that no country has', '+999 1234567'],
    ['too few digits', '+49 151 123'],
    ['nothing', ''],
  ])('is refused with %s (SMS-3)', (_case, text) => {
    expect(parsePhoneNumber(text)).toBeNull();
  });

  test.each([
    ['premium rate', '+49 900 1234567'],
    ['voice over IP', '+49 32 12345678'],
    ['pager', '+44 7600 123456'],
    ['universal access (UAN)', '+49 700 12345678'],
    ['a company', '+44 5588 123456'],
    ['toll-free', '+1 800 555 0199'],
    ['satellite', '+881 6 123 45678'],
    ['a fixed line', '+49 30 123456'],
  ])('of the type %s is refused (SMS-2)', (_type, text) => {
    expect(parsePhoneNumber(text)).toBeNull();
  });
});
