import { describe, expect, test } from '@jest/globals';
import { parseForm } from '../../../src/api/http/requests/form-body.js';
import { Problem } from '../../../src/api/http/problems/problem.js';

const TYPE = 'application/x-www-form-urlencoded';
const parse = (text: string) => parseForm(Buffer.from(text), TYPE);
const names = (count: number) => Array.from({ length: count }, (_, i) => `n${String(i)}=`).join('&');

describe('a form', () => {
  test('is its parameters, as they were meant', () => {
    expect(parse('token=a%2Bb+c&token_type_hint=')).toEqual({ token: 'a+b c', token_type_hint: '' });
  });

  test('may have a parameter of any name', () => {
    expect(Object.entries(parse('__proto__=a&constructor=b'))).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });

  test.each(['token=a&token=b', 'token=a&%74oken=a'])(
    'WEB-9 with a parameter twice is refused: %s',
    (text) => {
      expect(() => parse(text)).toThrow(Problem);
    },
  );

  test('WEB-7 of too many parameters is refused', () => {
    expect(() => parse(names(256))).not.toThrow();
    expect(() => parse(names(257))).toThrow(Problem);
  });
});
