import { describe, expect, test } from '@jest/globals';
import { recordedText } from '../../../src/api/http/requests/recorded-text.js';
import { isCleanText } from '../../../src/domain/clean-text.js';

/** Returns the bytes of a header as Node passes them on. */
const received = (bytes: Buffer) => bytes.toString('latin1');

describe('the text of a recorded header (REG-10, LGS-3)', () => {
  test.each(['Mozilla/5.0', 'Zoë’s iPad', 'Shop 🛒/1.0', '日本語', ''])(
    'a header in UTF-8 is recorded as sent: %s',
    (text) => {
      expect(recordedText(received(Buffer.from(text)))).toBe(text);
    },
  );

  test.each([
    ['Latin-1', [0x5a, 0x6f, 0xeb], 'Zo\ufffd'],
    ['half a surrogate pair', [0x61, 0xed, 0xa0, 0x80], 'a\ufffd\ufffd\ufffd'],
    ['a tab', [0x61, 0x09, 0x62], 'a b'],
    ['a control character of two bytes', [0x61, 0xc2, 0x85, 0x62], 'a b'],
    ['a line separator', [0x61, 0xe2, 0x80, 0xa8, 0x62], 'a b'],
    ['an override of the writing direction', [0x61, 0xe2, 0x80, 0xae, 0x62], 'a b'],
  ])('%s is cleaned', (_name, bytes, cleaned) => {
    expect(recordedText(received(Buffer.from(bytes)))).toBe(cleaned);
  });

  test('a long text is cut between two characters', () => {
    const text = recordedText(received(Buffer.from('a' + '🛒'.repeat(200))));
    expect(text).toHaveLength(255);
    expect(isCleanText(text)).toBe(true);
  });
});
