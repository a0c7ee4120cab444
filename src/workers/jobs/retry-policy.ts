/** Attempts of one job, over about a day. A job that fails the last one waits for an operator. */
export const MAX_ATTEMPTS = 17;

const FIRST_PAUSE_MS = 1000;

/**
 * Returns the pause after a failed attempt, in milliseconds. It doubles with each attempt. Half of it is random, so that jobs
 * that failed together do not return together.
 *
 * @param attempts failed attempts, from 1
 */
export function pauseAfter(attempts: number): number {
  return FIRST_PAUSE_MS * 2 ** (attempts - 1) * (0.5 + Math.random() / 2);
}
