import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than the work of either case takes on a machine that is not overloaded. */
const FLOOR_MS = 60;

/**
 * Lets an answer take the same time whether or not there was something to do, so that it does not tell
 * whether an address is known (RST-1).
 */
export async function inSameTime(work: () => Promise<void>): Promise<void> {
  await Promise.all([work(), sleep(FLOOR_MS)]);
}
