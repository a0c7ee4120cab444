import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { emailAddress, emailIdentity, InvalidEmail } from '../../../src/domain/user/email-address.js';

describe('the canonical form of an address (REG-7)', () => {
  test.each([
    ['ada@example.com', 'ada@example.com'],
    [' \t ada@example.com\r\n', 'ada@example.com'],
    ['\u00a0ada@example.com\ufeff', 'ada@example.com'],
    ['Ada.Lovelace+books@Example.COM', 'Ada.Lovelace+books@example.com'],
    ["!#$%&'*+/=?^_`{|}~-@example.com", "!#$%&'*+/=?^_`{|}~-@example.com"],
    ['ada@mail.museum.example.co.uk', 'ada@mail.museum.example.co.uk'],
    ['ada@3com.example', 'ada@3com.example'],
    ['ada@straße.example', 'ada@xn--strae-oqa.example'],
    ['ada@BÜCHER.example', 'ada@xn--bcher-kva.example'],
    ['ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
    ['用户@例子.公司', '用户@xn--fsqu00a.xn--55qx5d'],
    ['josé@example.com', 'josé@example.com'],
  ])('the canonical form of %j is %j', (typed, canonical) => {
    expect(emailAddress(typed)).toBe(canonical);
  });

  test('an address has at most 64 bytes before the @ and 254 in total', () => {
    const domain = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(57)}.com`;
    expect(emailAddress(`${'x'.repeat(64)}@${domain}`)).toHaveLength(254);
    expect(() => emailAddress(`${'x'.repeat(64)}@d${domain}`)).toThrow(InvalidEmail);
    expect(() => emailAddress(`${'x'.repeat(65)}@example.com`)).toThrow(InvalidEmail);
    expect(emailAddress(`${'é'.repeat(32)}@example.com`)).toHaveLength(44);
    expect(() => emailAddress(`${'é'.repeat(33)}@example.com`)).toThrow(InvalidEmail);
  });
});

describe('text that could fold onto the address of another person is rejected (REG-7)', () => {
  test.each([
    ['the Kelvin sign', '\u212aurt@example.com'],
    ['the Kelvin sign in the domain', 'kurt@example.\u212ay'],
    ['a long s', 'ada@e\u017fxample.com'],
    ['a full-width @', 'ada\uff20example.com'],
    ['a full-width @ before the real one', 'ada\uff20example.com@example.org'],
    ['full-width letters', '\uff41da@example.com'],
    ['a ligature', '\ufb01t@example.com'],
    ['a decomposed accent', 'jose\u0301@example.com'],
    ['an ideographic full stop', 'ada@example\u3002com'],
    ['a zero-width joiner', 'a\u200dda@example.com'],
    ['a soft hyphen in the domain', 'ada@exam\u00adple.com'],
    ['a right-to-left override', 'ada\u202e@example.com'],
  ])('%s', (_, typed) => {
    expect(() => emailAddress(typed)).toThrow(InvalidEmail);
  });
});

describe('text that a mail server could interpret differently is rejected (RST-12)', () => {
  test.each([
    ['empty text', ''],
    ['spaces', '   '],
    ['no @', 'example.com'],
    ['no local part', '@example.com'],
    ['no domain', 'ada@'],
    ['two addresses', 'ada@example.com,bob@example.com'],
    ['two addresses and a space', 'ada@example.com, bob@example.com'],
    ['two addresses with a semicolon', 'ada@example.com;bob@example.com'],
    ['two @', 'ada@bob@example.com'],
    ['a display name', 'Ada <ada@example.com>'],
    ['angle brackets', '<ada@example.com>'],
    ['a comment', 'ada(countess)@example.com'],
    ['a quoted local part', '"ada"@example.com'],
    ['a quoted local part with an address', '"bob@example.org "@example.com'],
    ['a header', 'ada@example.com\r\nBcc: bob@example.org'],
    ['a line break before the @', 'ada\n@example.com'],
    ['a space inside', 'ada lovelace@example.com'],
    ['NUL', 'ada\0@example.com'],
    ['a lone surrogate', 'ada\ud800@example.com'],
    ['a dot at the start', '.ada@example.com'],
    ['a dot at the end', 'ada.@example.com'],
    ['two dots', 'ada..lovelace@example.com'],
    ['a backslash', 'ada\\@example.com'],
    ['a route', '@example.org:ada@example.com'],
    ['a percent-encoded @', 'ada@example.com%40example.org'],
    ['a port', 'ada@example.com:25'],
    ['a path', 'ada@example.com/x'],
    ['a question mark', 'ada@example.com?x'],
    ['an IP address', 'ada@127.0.0.1'],
    ['an IP address in hexadecimal', 'ada@0x7f.1'],
    ['an IP address in brackets', 'ada@[127.0.0.1]'],
    ['no dot in the domain', 'ada@localhost'],
    ['a dot at the end of the domain', 'ada@example.com.'],
    ['two dots in the domain', 'ada@example..com'],
    ['a hyphen at the start of a label', 'ada@-example.com'],
    ['a hyphen at the end of a label', 'ada@example-.com'],
    ['a label of 64 characters', `ada@${'a'.repeat(64)}.com`],
    ['an underscore in the domain', 'ada@my_host.example.com'],
    ['an invalid IDN', 'ada@xn--a.com'],
    ['a top-level domain of digits', 'ada@example.123'],
  ])('%s', (_, typed) => {
    expect(() => emailAddress(typed)).toThrow(InvalidEmail);
  });
});

describe('addresses of the same account (REG-7)', () => {
  const same = (one: string, other: string) =>
    emailIdentity(emailAddress(one)) === emailIdentity(emailAddress(other));

  test.each([
    ['ada@example.com', 'ADA@EXAMPLE.com'],
    ['ada@bücher.example', 'ada@BÜCHER.example'],
    ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
  ])('%s and %s are the same account', (one, other) => {
    expect(same(one, other)).toBe(true);
  });

  test.each([
    ['ss@example.com', 'ß@example.com'],
    ['ada@strasse.example', 'ada@straße.example'],
    ['i@example.com', 'ı@example.com'],
    ['i@example.com', 'İ@example.com'],
    ['ada@ibis.example', 'ada@ıbıs.example'],
    ['josé@example.com', 'jose@example.com'],
    ['josé@example.com', 'josÉ@example.com'],
    ['ada@example.com', 'a.da@example.com'],
    ['ada@example.com', 'ada+books@example.com'],
    ['аda@example.com', 'ada@example.com'],
  ])('%s and %s are different accounts', (one, other) => {
    expect(same(one, other)).toBe(false);
  });
});

/** Groups of spellings that some folding or normalisation rule treats as equal. */
const SPELLINGS = [
  ['a', 'A', '\uff41', 'ª', 'а'],
  ['e\u0301', 'é', 'É', 'e'],
  ['fi', '\ufb01', 'FI'],
  ['i', 'I', 'ı', 'İ'],
  ['k', 'K', '\u212a'],
  ['s', 'S', '\u017f'],
  ['ss', 'SS', 'ß'],
  ['σ', 'Σ', 'ς'],
  ['å', 'Å', '\u212b', 'a\u030a'],
  ['1', '\u00b9', '\uff11'],
] as const;

/** Generates one word in two spellings. */
const twoSpellings = fc
  .array(
    fc
      .constantFrom(...SPELLINGS)
      .chain((spellings) => fc.tuple(fc.constantFrom(...spellings), fc.constantFrom(...spellings))),
    { minLength: 1, maxLength: 6 },
  )
  .map((letters): [string, string] => [
    letters.map(([one]) => one).join(''),
    letters.map(([, other]) => other).join(''),
  ]);

const twoAddresses = fc
  .tuple(twoSpellings, twoSpellings)
  .map(([local, domain]) => [0, 1].map((i) => `${local[i] ?? ''}@${domain[i] ?? ''}.example`));

function canonical(typed: string): string | null {
  try {
    return emailAddress(typed);
  } catch {
    return null;
  }
}

/** Folds the case of ASCII letters before the @ and of all letters after it. */
function caseless(typed: string): string {
  const [local = '', domain = ''] = typed.split('@');
  const lowered = [...domain].map((letter) => letter.toLowerCase()).join('');
  return `${local.replace(/[A-Z]/g, (letter) => letter.toLowerCase())}@${lowered}`;
}

describe('generated addresses (REG-7)', () => {
  test('a canonical form is its own canonical form', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.emailAddress(),
      twoAddresses.map(([one = '']) => one),
    );
    fc.assert(
      fc.property(anything, (typed) => {
        const once = canonical(typed);
        if (once !== null) expect(emailAddress(once)).toBe(once);
      }),
    );
  });

  test('two addresses are the same account only if they differ in letter case alone', () => {
    fc.assert(
      fc.property(twoAddresses, ([typed = '', otherwise = '']) => {
        const [one, other] = [canonical(typed), canonical(otherwise)];
        if (
          one === null ||
          other === null ||
          emailIdentity(emailAddress(one)) !== emailIdentity(emailAddress(other))
        )
          return;
        expect(caseless(typed)).toBe(caseless(otherwise));
      }),
      { numRuns: 2_000 },
    );
  });
});
