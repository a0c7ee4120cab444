import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { memoizeWithTtl } from '../../src/runtime/memoize-with-ttl.js';

/** Makes numbers, and fails at those that are told. */
function numbers(failing: number[] = []) {
  let made = 0;
  return async () => {
    made += 1;
    const number = made;
    await sleep(5);
    if (failing.includes(number)) throw new Error(`no ${number}`);
    return number;
  };
}

test('is made once for all who ask at the same time, and kept', async () => {
  const kept = memoizeWithTtl(60_000, numbers());
  expect(await Promise.all([kept(), kept(), kept()])).toEqual([1, 1, 1]);
  expect(await kept()).toBe(1);
});

test('is made anew after its time', async () => {
  const kept = memoizeWithTtl(20, numbers());
  expect(await kept()).toBe(1);
  await sleep(40);
  expect(await kept()).toBe(2);
});

test('what could not be made is tried anew, once for all, and nobody is left with an old failure', async () => {
  const kept = memoizeWithTtl(60_000, numbers([1]));
  const outcomes = await Promise.allSettled([kept(), kept()]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await Promise.all([kept(), kept()])).toEqual([2, 2]);
});
