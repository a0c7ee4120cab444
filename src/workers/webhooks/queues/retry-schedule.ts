const SECOND_MS = 1000;
const HOUR_MS = 3600 * SECOND_MS;
const DAY_MS = 24 * HOUR_MS;

const FIRST_PAUSE_MS = 5 * SECOND_MS;
const LONGEST_PAUSE_MS = 8 * HOUR_MS;
const PARKED_AFTER_MS = 3 * DAY_MS;
const PAUSED_AFTER_MS = DAY_MS;

/**
 * Returns the pause after a failed attempt, in milliseconds. It doubles with each attempt up to eight hours. Half of it is
 * random, so that deliveries that failed together do not return together.
 *
 * @param attempts failed attempts, from 1
 */
export function pauseAfter(attempts: number): number {
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempts - 1));
  return pause * (0.5 + Math.random() / 2);
}

/** Tells whether an event has failed for so long that its subject is parked. */
export function isParkingDue(firstFailedAt: number, now: number): boolean {
  return now - firstFailedAt >= PARKED_AFTER_MS;
}

/** Tells whether every delivery has failed for so long that the endpoint is paused. */
export function isPauseDue(failingSince: number, now: number): boolean {
  return now - failingSince >= PAUSED_AFTER_MS;
}
