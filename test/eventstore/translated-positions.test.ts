import { expect, test } from '@jest/globals';
import { translatedPositions } from '../../src/eventstore/copying/translated-positions.js';
import { START } from '../../src/eventstore/port.js';
import type { Position } from '../../src/eventstore/port.js';

const at = (text: string) => text as Position;

test('positions translate to the last event up to them, also between events and after the last one', () => {
  const positions = translatedPositions(['09', '03', '02', '01', START].map(at));
  for (const [there, here] of [
    ['02', '0a'],
    ['04', '0b'],
    ['06', '0c'],
  ] as const)
    positions.note(at(there), at(here));
  const translated = [START, '01', '02', '03', '09'].map((position) => positions.translate(at(position)));
  expect(translated).toEqual([START, START, '0a', '0a', '0c']);
});
