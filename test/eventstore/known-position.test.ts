import { describe, expect, test } from '@jest/globals';
import { knownPosition } from '../../src/eventstore/known-position.js';
import { START } from '../../src/eventstore/port.js';
import type { Position } from '../../src/eventstore/port.js';

const at = (head: string) => ({ head: () => Promise.resolve(head as Position) });
const POSTGRESQL = '0000000000000000042';
const EVENTSTOREDB = '00000000000000000042-00000000000000000041';

describe.each([POSTGRESQL, EVENTSTOREDB])('a position of a log whose head is %s', (head) => {
  test.each([START, head, head.replaceAll('4', '3')])('is known if it is "%s"', async (text) => {
    expect(await knownPosition(at(head), text)).toBe(text);
  });

  test.each([
    head.replaceAll('4', '5'),
    '42',
    'null',
    '-1',
    '٤٢',
    `${head} `,
    '-'.repeat(head.length),
    '0'.repeat(head.length - 2) + '-1',
    head === POSTGRESQL ? EVENTSTOREDB : POSTGRESQL,
  ])('is unknown if it is "%s"', async (text) => {
    expect(await knownPosition(at(head), text)).toBeNull();
  });
});

test('an empty log knows its start only', async () => {
  expect(await knownPosition(at(START), START)).toBe(START);
  expect(await knownPosition(at(START), POSTGRESQL)).toBeNull();
});
