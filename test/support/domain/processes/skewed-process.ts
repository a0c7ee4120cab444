import { followedClock } from '../../../../src/runtime/followed-clock.js';
import type { ClockReading } from '../../../../src/runtime/followed-clock.js';

const SECOND = 1000;
/** The system clock of a process differs by up to this much from the clock of the store. */
const LARGEST_SKEW = 3600 * SECOND;
/** A steady clock runs too fast or too slow by up to this share. */
const LARGEST_DRIFT = 1e-4;
const READING_INTERVAL = 10 * SECOND;
/** The longest round trip of a reading of the store's clock, in milliseconds. */
export const LONGEST_ROUND_TRIP = 200;

/** Returns the time by which a process decides, at a time of the store. */
export type ProcessTime = (storeMs: number) => number;

/**
 * Simulates a process with a wrong clock that follows the clock of the store.
 *
 * @param random returns numbers from 0 to 1
 */
export function skewedProcess(startMs: number, random: () => number): ProcessTime {
  const spread = (largest: number) => (2 * random() - 1) * largest;
  const [skew, rate] = [spread(LARGEST_SKEW), 1 + spread(LARGEST_DRIFT)];
  const steady = (storeMs: number) => storeMs * rate + skew;
  let [storeNow, readAt] = [startMs, startMs];

  /** Reads the clock of the store, which answers at some moment of the round trip. */
  function reading(storeMs: number): ClockReading {
    readAt = storeMs;
    const sent = storeMs - random() * LONGEST_ROUND_TRIP;
    return {
      sentMs: steady(sent),
      receivedMs: steady(storeMs),
      remoteMs: sent + random() * (storeMs - sent),
    };
  }

  const clock = followedClock(reading(startMs), () => steady(storeNow));
  return (storeMs) => {
    storeNow = storeMs;
    if (storeMs - readAt > READING_INTERVAL) clock.observe(reading(storeMs - random() * READING_INTERVAL));
    return clock.now().getTime();
  };
}
