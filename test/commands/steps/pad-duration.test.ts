import { expect, test } from '@jest/globals';
import { padDuration } from '../../../src/commands/steps/pad-duration.js';

const MIN_MS = 40;

/** Maximum time by which a timer fires early. */
const EARLY_MS = 1;

async function elapsed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await padDuration(MIN_MS, work);
  return performance.now() - started;
}

test('instant work takes the minimum duration plus a random time (RST-1)', async () => {
  const times = await Promise.all(Array.from({ length: 50 }, () => elapsed(() => Promise.resolve())));
  expect(Math.min(...times)).toBeGreaterThanOrEqual(MIN_MS - EARLY_MS);
  expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(MIN_MS / 20);
});
