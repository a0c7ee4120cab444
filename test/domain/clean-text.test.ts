import { describe, expect, test } from '@jest/globals';
import { username } from '../../src/commands/input-schemas.js';
import { isVisibleText } from '../../src/domain/clean-text.js';

describe('visible text', () => {
  test.each([
    ['zero-width spaces', '\u200B\u200B'],
    ['the empty braille pattern', '\u2800'],
    ['a Hangul filler', '\u3164'],
    ['bidi overrides', '\u202E\u202D'],
    ['joiners', '\u200D\u200C'],
    ['marks', '\u0301\u0300'],
    ['spaces between fillers', '\u3164 \u2800'],
    ['a variation selector', '\uFE0F'],
    ['a tag character', '\u{E0041}'],
  ])('a name of %s alone is refused (REG-4)', (_, name) => {
    expect(isVisibleText(name)).toBe(false);
    expect(username.safeParse(name).success).toBe(false);
  });

  test.each([
    ['a joiner in Persian', 'نیک\u200Cنام'],
    ['a joiner in an emoji', '👩\u200D💻'],
    ['a mark on a letter', 'Zoe\u0308'],
    ['a name in Hangul', '아다'],
    ['one letter', 'a'],
  ])('a name with %s is accepted unchanged (REG-4)', (_, name) => {
    expect(username.parse(name)).toBe(name);
  });
});
