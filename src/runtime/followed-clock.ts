/** A reading of a remote clock, taken between two readings of the local steady clock, in milliseconds. */
export interface ClockReading {
  readonly sentMs: number;
  readonly receivedMs: number;
  readonly remoteMs: number;
}

/** A clock that follows a remote one between readings. */
export interface FollowedClock {
  /** Takes a reading into account, unless its answer took so long that the reading tells little. */
  observe(reading: ClockReading): void;
  /** Returns the time of the remote clock. */
  now(): Date;
}

/** The error of a reading is at most half of its round trip. */
const LONGEST_ROUND_TRIP_MS = 500;

/**
 * Creates a clock that follows a remote one. Between readings it advances with the steady clock of this process, so a
 * system clock that is wrong or is set makes no difference.
 *
 * @param first the first reading, which counts however long it took
 * @param steadyMs reads the steady clock of this process
 */
export function followedClock(first: ClockReading, steadyMs: () => number): FollowedClock {
  let aheadMs = differenceOf(first);
  return {
    observe(reading) {
      if (roundTripOf(reading) <= LONGEST_ROUND_TRIP_MS) aheadMs = differenceOf(reading);
    },
    now: () => new Date(steadyMs() + aheadMs),
  };
}

/** Returns the reading with the smaller error. */
export function sharpest(one: ClockReading, other: ClockReading): ClockReading {
  return roundTripOf(other) < roundTripOf(one) ? other : one;
}

function roundTripOf({ sentMs, receivedMs }: ClockReading): number {
  return receivedMs - sentMs;
}

/** Returns the milliseconds by which the remote clock is ahead: it was read midway, as far as anyone knows. */
function differenceOf({ sentMs, receivedMs, remoteMs }: ClockReading): number {
  return remoteMs - (sentMs + receivedMs) / 2;
}
