import { expect, test } from '@jest/globals';
import { logPseudonyms } from '../../src/security/keys/log-pseudonyms.js';
import { SECRET_KEY } from '../support/server/credence.js';

const DAY_MS = 86_400_000;
const START = Date.parse('2026-01-01T00:00:00Z');

test('a pseudonym is the same within a period and in every process, and another one in the next', () => {
  let now = START;
  const open = () => logPseudonyms(SECRET_KEY, DAY_MS, () => new Date(now));
  const pseudonym = open();
  const first = pseudonym('ada@example.com');
  expect(pseudonym('grace@example.com')).not.toBe(first);
  now = START + DAY_MS - 1;
  expect([pseudonym('ada@example.com'), open()('ada@example.com')]).toEqual([first, first]);
  now = START + DAY_MS;
  expect(pseudonym('ada@example.com')).not.toBe(first);
  expect(open()('ada@example.com')).toBe(pseudonym('ada@example.com'));
});
