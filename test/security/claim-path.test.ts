import { describe, expect, test } from '@jest/globals';
import { claimAt } from '../../src/security/oauth/answers/claim-path.js';
import { parseExactJson } from '../../src/security/oauth/answers/exact-json.js';

describe('the path of a claim', () => {
  const claims = {
    id: 1,
    data: { id: 'a', 'x/y': 'b', '~': 'c', list: [['d']] },
    emails: [{ value: 'ada@example.com' }],
    'data.email': 'literal',
    'https://acme.example/roles': 'namespaced',
    text: 'text',
  };

  test.each<[string, unknown]>([
    ['id', 1],
    ['data.id', 'a'],
    ['/data/id', 'a'],
    ['/id', 1],
    ['emails.0.value', 'ada@example.com'],
    ['/emails/0/value', 'ada@example.com'],
    ['data.list.0.0', 'd'],
    ['/data/x~1y', 'b'],
    ['/data/~0', 'c'],
    ['data.email', 'literal'],
    ['https://acme.example/roles', 'namespaced'],
  ])('%s leads to its value', (path, value) => {
    expect(claimAt(claims, path)).toBe(value);
  });

  test.each([
    'missing',
    'data.missing',
    'data.id.length',
    'text.0',
    'emails.length',
    'emails.1.value',
    'emails.00.value',
    'emails.map',
    'constructor',
    'constructor.name',
    '__proto__',
    'data.__proto__.constructor.name',
    '/',
    '.',
  ])('%s leads nowhere', (path) => {
    expect(claimAt(claims, path)).toBeUndefined();
  });
});

describe('JSON of a provider', () => {
  test('integers keep all digits, and everything else is as usual', () => {
    const text =
      '{"a":[9007199254740993,-9007199254740993,1,1.5,1e2],"b":{"c":null,"d":true},"e":"9007199254740993"}';
    expect(parseExactJson(text)).toEqual({
      ...(JSON.parse(text) as object),
      a: [9007199254740993n, -9007199254740993n, 1, 1.5, 100],
    });
  });

  test.each(['', '{"a":1,}', '{"a":1}//', "{'a':1}", '01', '[1'])('%j is refused', (text) => {
    expect(() => parseExactJson(text)).toThrow(SyntaxError);
  });
});
