import { expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { gatherer } from '../../src/runtime/concurrency/gatherer.js';

test('calls within the time continue together, and a later call waits anew', async () => {
  const gather = gatherer(50);
  const order: string[] = [];
  const first = gather().then(() => order.push('first'));
  await sleep(20);
  const second = gather().then(() => order.push('second'));
  await first;
  await second;
  expect(order).toEqual(['first', 'second']);

  const started = performance.now();
  await gather();
  expect(performance.now() - started).toBeGreaterThanOrEqual(40);
});
