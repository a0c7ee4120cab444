import { describe, expect, test } from '@jest/globals';
import { parseForm } from '../../../src/api/http/requests/bodies/form-body.js';
import { Problem } from '../../../src/api/http/problems/problem.js';

const TYPE = 'application/x-www-form-urlencoded';
const parse = (text: string) => parseForm(Buffer.from(text), TYPE);
const names = (count: number) => Array.from({ length: count }, (_, i) => `n${String(i)}=`).join('&');

describe('parseForm', () => {
  test('a form is decoded to its parameters', () => {
    expect(parse('token=a%2Bb+c&token_type_hint=')).toEqual({ token: 'a+b c', token_type_hint: '' });
  });

  test('parameters may have any name, including those of object prototypes', () => {
    expect(Object.entries(parse('__proto__=a&constructor=b'))).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });

  test.each(['token=a&token=b', 'token=a&%74oken=a'])(
    'a repeated parameter is rejected: %s (WEB-9)',
    (text) => {
      expect(() => parse(text)).toThrow(Problem);
    },
  );

  test('a form of more than 256 parameters is rejected (WEB-7)', () => {
    expect(() => parse(names(256))).not.toThrow();
    expect(() => parse(names(257))).toThrow(Problem);
  });
});
