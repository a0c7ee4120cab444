import { expect, test } from '@jest/globals';
import { createSlots } from '../../../src/workers/webhooks/slots.js';

test('waiting endpoints get free slots in their order', () => {
  const slots = createSlots(2);
  const woken: string[] = [];
  const wake = (name: string) => () => woken.push(name);
  const [first, second] = [wake('first'), wake('second')];
  expect([slots.take(first), slots.take(first)]).toEqual([true, true]);
  expect([slots.take(first), slots.take(second), slots.take(first)]).toEqual([false, false, false]);
  slots.free();
  slots.free();
  expect(woken).toEqual(['first', 'second']);
  slots.free();
  expect(woken).toEqual(['first', 'second']);
});
