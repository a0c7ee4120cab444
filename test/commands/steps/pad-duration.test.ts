import { expect, test } from '@jest/globals';
import { padDuration } from '../../../src/commands/steps/pad-duration.js';

const FLOOR_MS = 40;

/** What a timer may be early by. */
const EARLY_MS = 1;

async function elapsed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await padDuration(FLOOR_MS, work);
  return performance.now() - started;
}

test('RST-1 what is done at once takes its time, and never quite the same', async () => {
  const times = await Promise.all(Array.from({ length: 50 }, () => elapsed(() => Promise.resolve())));
  expect(Math.min(...times)).toBeGreaterThanOrEqual(FLOOR_MS - EARLY_MS);
  expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(FLOOR_MS / 20);
});
