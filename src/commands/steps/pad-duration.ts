import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** Of the floor: what is added at random. */
const RANDOM_SHARE = 0.25;

/**
 * Lets work take the same time whether or not there was something to do, so that it does not tell whether an address is
 * known (LOG-2, RST-1). Who has worked until the end is awake when it comes, and a fraction of a millisecond faster than
 * who has waited: that drowns in a random rest, and nobody may ask about one address often enough to average it out.
 *
 * @param floorMs longer than the work of either case takes on a machine that is not overloaded
 */
export async function padDuration<Result>(floorMs: number, work: () => Promise<Result>): Promise<Result> {
  const restMs = randomInt(Math.ceil(floorMs * RANDOM_SHARE) + 1);
  const [result] = await Promise.all([work(), sleep(floorMs + restMs)]);
  return result;
}
