import { expect, test } from '@jest/globals';
import { followedClock, sharpest } from '../../src/runtime/followed-clock.js';

const NOON = Date.parse('2026-03-01T12:00:00Z');

/** A clock that follows a remote one at noon, when the steady clock of this process shows 1,000 ms. */
function atNoon() {
  const steady = { ms: 1000 };
  const first = { sentMs: 900, receivedMs: 1100, remoteMs: NOON };
  return { steady, clock: followedClock(first, () => steady.ms) };
}

test('a followed clock shows the remote time, read midway through the round trip', () => {
  expect(atNoon().clock.now()).toEqual(new Date(NOON));
});

test('a followed clock advances with the steady clock between readings', () => {
  const { steady, clock } = atNoon();
  steady.ms += 5000;
  expect(clock.now()).toEqual(new Date(NOON + 5000));
});

test('a followed clock takes over a remote clock that was set', () => {
  const { steady, clock } = atNoon();
  steady.ms += 5000;
  clock.observe({ sentMs: 5900, receivedMs: 6100, remoteMs: NOON + 65_000 });
  expect(clock.now()).toEqual(new Date(NOON + 65_000));
});

test('a followed clock ignores a reading with a long round trip, except the first', () => {
  const { clock } = atNoon();
  clock.observe({ sentMs: 0, receivedMs: 1001, remoteMs: 0 });
  expect(clock.now()).toEqual(new Date(NOON));
  const slow = followedClock({ sentMs: 0, receivedMs: 4000, remoteMs: NOON }, () => 4000);
  expect(slow.now()).toEqual(new Date(NOON + 2000));
});

test('the reading with the shorter round trip has the smaller error', () => {
  const delayed = { sentMs: 0, receivedMs: 40, remoteMs: NOON };
  const prompt = { sentMs: 50, receivedMs: 52, remoteMs: NOON + 20 };
  expect([sharpest(delayed, prompt), sharpest(prompt, delayed)]).toEqual([prompt, prompt]);
});
