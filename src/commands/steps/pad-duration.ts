import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** Largest random addition, as a share of the minimum duration. */
const JITTER_SHARE = 0.25;

/**
 * Pads work to a minimum duration, so that the response time does not reveal whether an address has an account (LOG-2,
 * RST-1). A process that worked until the end resumes a fraction of a millisecond sooner than one that slept. Random
 * jitter hides that difference, and rate limits keep an attacker from averaging it out.
 *
 * @param minMs longer than the work takes in either case on a machine that is not overloaded
 */
export async function padDuration<Result>(minMs: number, work: () => Promise<Result>): Promise<Result> {
  const jitterMs = randomInt(Math.ceil(minMs * JITTER_SHARE) + 1);
  const [result] = await Promise.all([work(), sleep(minMs + jitterMs)]);
  return result;
}
