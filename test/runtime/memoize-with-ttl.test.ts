import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { memoizeWithTtl } from '../../src/runtime/memoize-with-ttl.js';

/** Returns a function that resolves to 1, 2, 3 and so on, and rejects for the failing numbers. */
function counter(failing: number[] = []) {
  let calls = 0;
  return async () => {
    calls += 1;
    const number = calls;
    await sleep(5);
    if (failing.includes(number)) throw new Error(`no ${number}`);
    return number;
  };
}

test('concurrent callers share one value, which is cached', async () => {
  const memoized = memoizeWithTtl(60_000, counter());
  expect(await Promise.all([memoized(), memoized(), memoized()])).toEqual([1, 1, 1]);
  expect(await memoized()).toBe(1);
});

test('a value is created again after its time to live', async () => {
  const memoized = memoizeWithTtl(20, counter());
  expect(await memoized()).toBe(1);
  await sleep(40);
  expect(await memoized()).toBe(2);
});

test('a failure is not cached, and concurrent callers share the next attempt', async () => {
  const memoized = memoizeWithTtl(60_000, counter([1]));
  const outcomes = await Promise.allSettled([memoized(), memoized()]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await Promise.all([memoized(), memoized()])).toEqual([2, 2]);
});
